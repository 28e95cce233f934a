import type { BackupProgress } from "@semvec/persistence";
import type { CliIo } from "../cli-io.js";
import { type Progress, startProgress } from "../replay/progress.js";

/** Shows the steps of a backup or a restore, one bar after the other. */
export interface StepProgress extends BackupProgress {
  stop(): void;
}

/** Bars on stderr when a person watches; nothing when stderr goes to a file or a pipe. */
export function stepProgress(io: CliIo): StepProgress {
  let bar: Progress | undefined;
  return {
    begin(step, rows) {
      bar?.stop();
      bar = startProgress(io, step, rows);
    },
    row: () => bar?.advance(1),
    stop: () => bar?.stop(),
  };
}
