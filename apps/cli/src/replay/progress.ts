import { SingleBar } from "cli-progress";
import type { CliIo } from "../cli-io.js";

/** Shows how far a long job is. */
export interface Progress {
  advance(by: number): void;
  stop(): void;
}

const noProgress: Progress = { advance() {}, stop() {} };

/** A bar on stderr when a person watches; nothing when stderr goes to a file or a pipe. */
export function startProgress(io: CliIo, label: string, total: number): Progress {
  if (io.stderr.isTTY !== true) return noProgress;
  const format = `${label} {bar} {value}/{total}`;
  const bar = new SingleBar({ format, stream: io.stderr, hideCursor: true, clearOnComplete: true });
  bar.start(total, 0);
  return { advance: (by) => bar.increment(by), stop: () => bar.stop() };
}
