import { readTexts } from "./writer.mjs";

/** Share of the acknowledged writes after which another worker is asked. */
const readShare = 0.1;

/** Asks any worker, right after a write was acknowledged, whether it knows of the write. */
export class OtherWorkerReader {
  problems = [];
  reads = 0;
  stale = 0;
  #workers;
  #random;

  constructor(workers, random) {
    this.#workers = workers;
    this.#random = random;
  }

  async expect(session, texts) {
    if (this.#random() > readShare) return;
    const workers = this.#workers();
    const worker = workers[Math.floor(this.#random() * workers.length)];
    let answer;
    try {
      answer = await readTexts(worker.url, session);
    } catch {
      // The worker was killed: it said nothing.
      return;
    }
    // A 503 says nothing either.
    if (answer.texts === undefined) return;
    this.reads += 1;
    if (texts.every((text) => answer.texts.includes(text))) return;
    this.stale += 1;
    this.problems.push(`${session}: a worker did not know of ${texts}, which was acknowledged`);
  }
}
