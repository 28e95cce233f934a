import { toWire } from "@semvec/contract";
import { entityMachine } from "@semvec/coordination";
import type { Compaction } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { changeLogs } from "./change-logs.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  shownUrl,
  withStore,
} from "./database-options.js";
import { isDamage } from "./is-damage.js";
import { addSelectionOptions, checkSelection, type LogSelection } from "./log-selection.js";

interface CompactOptions extends DatabaseOptions, LogSelection {
  readonly yes?: true;
  readonly json?: true;
}

interface Report {
  compacted: number;
  opsDeleted: number;
  /** Logs without two snapshots of this version: they are short, or idle since an update. */
  tooShort: number;
  /** Logs that others changed meanwhile. */
  moved: number;
  /** Logs that are damaged, or whose snapshots do not follow from one another. */
  readonly damaged: string[];
}

/** `semvec db compact` */
export function compactCommand(io: CliIo): Command {
  const command = new Command("compact")
    .summary("delete ops that two snapshots make redundant")
    .description(
      "Deletes the ops below the second-newest snapshot of a log, after replaying from it to the " +
        "newest. What needs the whole log no longer works on it, above all taking back what one " +
        "source wrote. A log without two snapshots of this version stays as it is.",
    )
    .option("--yes", "agree to what is lost; without a terminal it must be given")
    .option("--json", "print JSON")
    .action((options: CompactOptions) => compact(io, options));
  addDatabaseOption(addSelectionOptions(command));
  return addExamples(
    command,
    { line: "semvec db compact --session chat-1", note: "One session; asks before it does" },
    {
      line: "semvec db compact --all --tenant alice --yes",
      note: "Everything of one licence subject, from a script",
    },
  );
}

async function compact(io: CliIo, options: CompactOptions): Promise<void> {
  checkSelection(options);
  const config = await databaseConfig(io, options);
  const report: Report = { compacted: 0, opsDeleted: 0, tooShort: 0, moved: 0, damaged: [] };
  await withStore(config, { readOnly: false }, async (store) => {
    await changeLogs(io, store, {
      selection: options,
      label: "compacting",
      consequence: (total) =>
        `${total} logs of ${shownUrl(config.databaseUrl)} are to lose their older ops. What one ` +
        "source wrote can then no longer be taken back from them (purge by source), nor can they " +
        "be replayed from their beginning. Only a backup undoes this.",
      change: async ({ store: rows, entity }) => {
        try {
          count(report, entity, await rows.compact(entity, entityMachine));
        } catch (error) {
          if (!isDamage(error)) throw error;
          report.damaged.push(entity);
        }
      },
    });
  });
  if (options.json) printJson(io, toWire(report));
  else {
    printLines(
      io,
      `${report.compacted} logs compacted, ${report.opsDeleted} ops deleted; ` +
        `${report.tooShort} too short, ${report.moved} changed meanwhile`,
    );
  }
  if (report.damaged.length === 0) return;
  throw new FailureError(
    `not compacted, for their logs or snapshots are damaged: ${report.damaged.join(", ")}; ` +
      "look at them with `semvec db verify`",
  );
}

function count(report: Report, entity: string, compaction: Compaction): void {
  if (compaction.outcome === "compacted") {
    report.compacted += 1;
    report.opsDeleted += compaction.opsDeleted;
    return;
  }
  if (compaction.reason === "snapshots") report.tooShort += 1;
  if (compaction.reason === "moved") report.moved += 1;
  if (compaction.reason === "replay") report.damaged.push(entity);
}
