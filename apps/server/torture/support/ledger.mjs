import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/**
 * What the client sent and what it was promised, on its own disk. A write holds the texts that it
 * stores, in order; every text is unique. A write may be sent more than once, when nobody knows
 * what became of the first time.
 */
export class Ledger {
  #file;
  #writes = new Map();
  #ops = new Map();
  #created = new Set();
  #number = 0;
  lost = 0;
  duplicated = 0;

  constructor(path) {
    this.#file = openSync(path, "a");
  }

  /** Before a request leaves. Several clients of a session have no order among each other. */
  sent(session, texts, client = "writer") {
    const id = ++this.#number;
    const write = { id, session, texts, client, outcome: "unknown", attempts: 1 };
    this.#append({ sent: write.id, session, texts });
    const writes = this.#writes.get(session);
    if (writes === undefined) this.#writes.set(session, [write]);
    else writes.push(write);
    return write;
  }

  /** Before the same request leaves again. */
  sentAgain(write) {
    write.attempts += 1;
    this.#append({ again: write.id });
  }

  /** After a good answer. */
  acked(write) {
    write.outcome = "acked";
    this.#append({ acked: write.id });
  }

  /** After a good answer to a creation, which may be asked for again and is one op all the same. */
  created(session) {
    this.#created.add(session);
  }

  /** Ops that leave no text: how many are promised, and how many there may be besides. */
  otherOp(session, isAcked) {
    const ops = this.#ops.get(session) ?? { acked: 0, unknown: 0 };
    ops[isAcked ? "acked" : "unknown"] += 1;
    this.#ops.set(session, ops);
  }

  sessions() {
    return [...this.#writes.keys()];
  }

  /** Compares a session's texts, in stored order, with what was promised. */
  check(session, texts) {
    const problems = [];
    const places = new Map(texts.map((text, place) => [text, place]));
    const twice = texts.length - places.size;
    this.duplicated += twice;
    if (twice > 0) problems.push(`${session}: a text is there twice`);
    const last = new Map();
    let known = 0;
    for (const write of this.#writes.get(session) ?? []) {
      const found = write.texts.map((text) => places.get(text)).filter((it) => it !== undefined);
      known += found.length;
      const whole = found.length === write.texts.length;
      if (write.outcome === "acked" && !whole) {
        this.lost += 1;
        problems.push(`${session}: lost ${write.texts}`);
      }
      if (found.length > 0 && !whole) problems.push(`${session}: a part of ${write.texts}`);
      const [first] = found;
      const isInRow = found.every((place, i) => place === first + i);
      const isInOrder = first === undefined || first > (last.get(write.client) ?? -1);
      if (!isInRow || !isInOrder) problems.push(`${session}: ${write.texts} out of order`);
      if (found.length > 0) last.set(write.client, found.at(-1));
      if (write.outcome === "unknown") write.kept = found.length > 0;
    }
    if (known !== places.size) problems.push(`${session}: holds what nobody sent`);
    return problems;
  }

  /**
   * Compares the length of a session's log with what was promised: an op that was acknowledged is
   * one op, an attempt that nobody knows of is one or none. A text that is said again makes no
   * memory, so only this sees an op that was committed twice.
   */
  checkLength(session, ops) {
    const writes = this.#writes.get(session) ?? [];
    const other = this.#ops.get(session) ?? { acked: 0, unknown: 0 };
    const whole = writes.filter((write) => write.outcome === "acked").length;
    const attempts = writes.reduce((sum, write) => sum + write.attempts, 0);
    const others = (this.#created.has(session) ? 1 : 0) + other.acked;
    const acked = whole + others;
    const most = attempts + others + other.unknown;
    if (ops < acked) this.lost += acked - ops;
    if (ops > most) this.duplicated += ops - most;
    return ops < acked || ops > most
      ? [`${session}: ${ops} ops, where ${acked} to ${most} were promised`]
      : [];
  }

  counts() {
    const all = [...this.#writes.values()].flat();
    const unknown = all.filter((write) => write.outcome === "unknown");
    return {
      acked: all.filter((write) => write.outcome === "acked").length,
      repeated: all.filter((write) => write.attempts > 1).length,
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
