import { rmSync, writeFileSync } from "node:fs";

/** Writes this process's id to a file, which goes when the process ends by itself. */
export function writePidFile(path: string): void {
  writeFileSync(path, `${process.pid}\n`);
  process.once("exit", () => rmSync(path, { force: true }));
}
