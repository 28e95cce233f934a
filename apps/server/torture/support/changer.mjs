import { post, readTexts, turnOf } from "./writer.mjs";

let made = 0;

/**
 * A client that changes whole sessions, one after another: it stores turns, exports them, resets,
 * imports, purges and deletes. It remembers what every session may hold: what stood after the last
 * acknowledged change, or what the change under way would have made of it.
 */
export class Changer {
  #random;
  #sessions = new Map();
  #deleted = [];
  acked = 0;

  constructor(random) {
    this.#random = random;
  }

  /** Sessions that were deleted since this was asked last. */
  deleted() {
    return this.#deleted.splice(0);
  }

  /** Changes sessions until a request gets no answer. */
  async run(url, stop) {
    while (!stop.requested) {
      const session = `changed-${++made}`;
      const texts = Array.from({ length: 6 }, (_, i) => `changed text ${made} number ${i}`);
      const steps = [
        ["create", undefined, []],
        ["store", texts.slice(0, 2), texts.slice(0, 2)],
        ["store", texts.slice(2, 4), texts.slice(0, 4)],
        ["reset", undefined, []],
        ["import", undefined, texts.slice(0, 4)],
        ["store", texts.slice(4, 6), texts],
        ["purge", undefined, []],
        ["delete", undefined, undefined],
      ];
      let exported;
      for (const [kind, argument, after] of steps) {
        const before = this.#sessions.get(session)?.at(0);
        this.#sessions.set(session, kind === "create" ? [undefined, []] : [before, after]);
        if (!(await this.#step(url, session, kind, argument ?? exported))) return;
        this.#sessions.set(session, [after]);
        this.acked += 1;
        if (kind === "store") exported = (await this.#export(url, session)) ?? exported;
      }
    }
  }

  /** Every session holds one of the things that it may hold. What is settled is looked at once. */
  async check(url) {
    const problems = [];
    for (const [session, states] of this.#sessions) {
      const { status, texts, problem } = await readTexts(url, session);
      const found = status === 404 ? undefined : (texts ?? problem);
      const isAllowed = states.some((state) => JSON.stringify(state) === JSON.stringify(found));
      if (!isAllowed) problems.push(`${session}: ${JSON.stringify({ found, states })}`);
      this.#sessions.delete(session);
      if (found === undefined) this.#deleted.push(session);
    }
    return problems;
  }

  async #step(url, session, kind, argument) {
    const answer = await this.#send(url, session, kind, argument);
    if (answer === undefined || answer.status >= 502) return false;
    if (answer.status !== 200) throw new Error(`${kind}: ${answer.status}: ${answer.body}`);
    return true;
  }

  async #send(url, session, kind, argument) {
    const path = `/v1/session/${session}`;
    if (kind === "create") {
      return post(url, "/v1/session/create", { session_id: session, dimension: 8 });
    }
    if (kind === "store") return post(url, "/v1/store", turnOf(session, argument, this.#random));
    if (kind === "reset") return post(url, `${path}/reset`, {});
    if (kind === "import") return post(url, `${path}/import`, argument);
    if (kind === "purge") return post(url, `${path}/purge`, { written_from: 0 });
    try {
      const answer = await fetch(url + path, { method: "DELETE" });
      return { status: answer.status, body: await answer.text() };
    } catch {
      return undefined;
    }
  }

  async #export(url, session) {
    try {
      const answer = await fetch(`${url}/v1/session/${session}/export`);
      return answer.status === 200 ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }
}
