import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** Writes this process's id to a file, which goes when the process ends by itself. */
export function writePidFile(path: string): void {
  const text = `${process.pid}\n`;
  writeFileSync(path, text);
  process.once("exit", () => {
    // Another process may have begun meanwhile, and written its own.
    if (readIfThere(path) === text) rmSync(path, { force: true });
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
