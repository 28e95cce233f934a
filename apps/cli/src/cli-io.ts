import type { Readable, Writable } from "node:stream";

/** What the command touches of its process; tests hand in their own. */
export interface CliIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Results only, so that it can be piped. */
  readonly stdout: Writable;
  /** Progress, notes and errors. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Writes lines to stdout. */
export function printLines(io: CliIo, ...lines: readonly string[]): void {
  io.stdout.write(`${lines.join("\n")}\n`);
}

/** Writes a value to stdout as indented JSON. */
export function printJson(io: CliIo, value: unknown): void {
  printLines(io, JSON.stringify(value, undefined, 2));
}

/** Writes a note for the person at the terminal to stderr. */
export function printNote(io: CliIo, note: string): void {
  io.stderr.write(`${note}\n`);
}
