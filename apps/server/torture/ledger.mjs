import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/**
 * What the client sent and what it was promised, on its own disk. A write holds the texts that it
 * stores, in order; every text is unique.
 */
export class Ledger {
  #file;
  #writes = new Map();
  #number = 0;

  constructor(path) {
    this.#file = openSync(path, "a");
  }

  /** Before the request leaves. */
  sent(session, texts) {
    const write = { id: ++this.#number, texts, outcome: "unknown" };
    this.#append({ sent: write.id, session, texts });
    const writes = this.#writes.get(session);
    if (writes === undefined) this.#writes.set(session, [write]);
    else writes.push(write);
    return write;
  }

  /** After a good answer. */
  acked(write) {
    write.outcome = "acked";
    this.#append({ acked: write.id });
  }

  sessions() {
    return [...this.#writes.keys()];
  }

  /** Compares a session's texts, in stored order, with what was promised. */
  check(session, texts) {
    const problems = [];
    const places = new Map(texts.map((text, place) => [text, place]));
    if (places.size !== texts.length) problems.push(`${session}: a text is there twice`);
    let previous = -1;
    let known = 0;
    for (const write of this.#writes.get(session) ?? []) {
      const found = write.texts.map((text) => places.get(text)).filter((it) => it !== undefined);
      known += found.length;
      const whole = found.length === write.texts.length;
      if (write.outcome === "acked" && !whole) problems.push(`${session}: lost ${write.texts}`);
      if (found.length > 0 && !whole) problems.push(`${session}: a part of ${write.texts}`);
      for (const place of found) {
        if (place !== previous + 1) problems.push(`${session}: ${write.texts} out of order`);
        previous = place;
      }
      if (write.outcome === "unknown") write.kept = found.length > 0;
    }
    if (known !== texts.length) problems.push(`${session}: holds what nobody sent`);
    return problems;
  }

  counts() {
    const all = [...this.#writes.values()].flat();
    const unknown = all.filter((write) => write.outcome === "unknown");
    return {
      acked: all.filter((write) => write.outcome === "acked").length,
      unknown: unknown.length,
      kept: unknown.filter((write) => write.kept).length,
    };
  }

  close() {
    closeSync(this.#file);
  }

  #append(entry) {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }
}
