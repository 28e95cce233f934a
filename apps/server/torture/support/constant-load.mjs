import { post, turnOf } from "./writer.mjs";

const sessionCount = 128;
/** Turns of a session before another takes its place, so that none outgrows its bound. */
const turnsPerSession = 200;
const tickMs = 10;

/** Sends at a constant rate, whatever the answers take; a session has one request at a time. */
export class ConstantLoad {
  answered = 0;
  failures = [];
  latencies = [];
  stopped = false;
  seconds = 0;
  #url;
  #rate;
  #ledger;
  #random;
  #idle = [];
  #opened = 0;
  #texts = 0;

  constructor({ url, rate, ledger, random }) {
    this.#url = url;
    this.#rate = rate;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Opens the sessions before the clock runs. */
  async open() {
    for (let i = 0; i < sessionCount; i++) this.#idle.push(await this.#newSession());
    return this.failures.splice(0);
  }

  async run() {
    const begun = performance.now();
    const underWay = new Set();
    for (let sent = 0; !this.stopped; ) {
      for (const due = ((performance.now() - begun) / 1000) * this.#rate; sent < due; sent++) {
        const session = this.#idle.shift();
        // All sessions wait for an answer: a real client would wait as well.
        if (session === undefined) break;
        const request = this.#use(session).finally(() => underWay.delete(request));
        underWay.add(request);
      }
      await new Promise((resolve) => setTimeout(resolve, tickMs));
    }
    await Promise.all(underWay);
    this.seconds = (performance.now() - begun) / 1000;
  }

  async #use(session) {
    const { id } = session;
    session.turns += 1;
    if (session.turns > turnsPerSession) {
      this.#idle.push(await this.#newSession());
      return;
    }
    if (this.#random() < 0.5) {
      await this.#send(`/v1/session/${id}/recall`, {});
    } else {
      const texts = [`text ${++this.#texts}`, `text ${++this.#texts}`];
      const write = this.#ledger.sent(id, texts);
      if (await this.#send("/v1/store", turnOf(id, texts, this.#random))) this.#ledger.acked(write);
    }
    this.#idle.push(session);
  }

  async #newSession() {
    const id = `rolling-${++this.#opened}`;
    const created = await this.#send("/v1/session/create", { session_id: id, dimension: 8 });
    if (created) this.#ledger.created(id);
    return { id, turns: 0 };
  }

  async #send(path, body) {
    const begun = performance.now();
    const answer = await post(this.#url, path, body);
    this.latencies.push(performance.now() - begun);
    this.answered += 1;
    if (answer?.status === 200) return true;
    this.failures.push(`${path}: ${answer?.status} ${answer?.body}`);
    return false;
  }
}
