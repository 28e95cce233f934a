import { createHash } from "node:crypto";

/** What happened, step by step, as one hash; the lines themselves are kept when asked for. */
export class Trace {
  readonly lines: string[] | undefined;
  readonly #hash = createHash("sha256");
  #pending = "";

  constructor(options: { readonly keepLines: boolean }) {
    this.lines = options.keepLines ? [] : undefined;
  }

  add(line: string): void {
    this.lines?.push(line);
    this.#pending += `${line}\n`;
    if (this.#pending.length > 16_384) this.#flush();
  }

  /** SHA-256 of all lines so far, in hex. */
  digest(): string {
    this.#flush();
    return this.#hash.copy().digest("hex");
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = "";
  }
}
