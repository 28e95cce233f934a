import type { Store } from "@semvec/persistence";
import type { CliIo } from "../cli-io.js";
import { startProgress } from "../replay/progress.js";
import { confirm } from "./confirm.js";
import { countLogs, type LogSelection, type SelectedLog, selectedLogs } from "./log-selection.js";

/** What a command does to the logs that were named. */
export interface LogChange {
  readonly selection: LogSelection & { readonly yes?: true };
  /** What the progress line calls it, e.g. `compacting`. */
  readonly label: string;
  /** What cannot be undone, for so many logs. */
  readonly consequence: (total: number) => string;
  readonly change: (log: SelectedLog) => Promise<void>;
}

/**
 * Asks once, then changes the logs one after the other; those that have ended stay as they are.
 *
 * @throws FailureError when the person at the terminal does not agree, or a named log is not there
 */
export async function changeLogs(
  io: CliIo,
  store: Store,
  { selection, label, consequence, change }: LogChange,
): Promise<void> {
  const total = await countLogs(store, selection);
  await confirm(io, consequence(total), selection.yes === true);
  const progress = startProgress(io, label, total);
  try {
    for await (const log of selectedLogs(store, selection)) {
      if (!log.ended) await change(log);
      progress.advance(1);
    }
  } finally {
    progress.stop();
  }
}
