import { toWire } from "@semvec/contract";
import { entityMachine } from "@semvec/coordination";
import { PersistenceError, verifyReplay } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { startProgress } from "../replay/progress.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  withStore,
} from "./database-options.js";
import {
  addSelectionOptions,
  checkSelection,
  countLogs,
  type LogSelection,
  type SelectedLog,
  selectedLogs,
} from "./log-selection.js";

interface VerifyOptions extends DatabaseOptions, LogSelection {
  readonly json?: true;
}

/** A log that is not as it should be. */
interface Problem {
  readonly tenant: string;
  readonly session: string;
  readonly problem: string;
}

interface Report {
  logs: number;
  ops: number;
  snapshots: number;
  replayed: number;
  readonly problems: Problem[];
}

/** What damage of one log looks like; anything else ends the command. */
const damage: ReadonlySet<string> = new Set([
  "ERR_CORRUPT_ENTITY",
  "ERR_CORRUPT_SNAPSHOT",
  "ERR_ENGINE_VERSION",
]);

/** `semvec db verify` */
export function verifyCommand(io: CliIo): Command {
  const command = new Command("verify")
    .summary("check logs, snapshots and states")
    .description(
      "Reads logs whole and checks every hash and the chain between them, every snapshot's " +
        "checksum, and that a replay from the beginning gives the state that the newest snapshot " +
        "and the ops after it give. Works beside a running service and changes nothing. Exits 1 " +
        "when anything is wrong.",
    )
    .option("--json", "print JSON")
    .action((options: VerifyOptions) => verify(io, options));
  addDatabaseOption(addSelectionOptions(command));
  return addExamples(
    command,
    { line: "semvec db verify --all", note: "After a restore, and now and then" },
    { line: "semvec db verify --session chat-1 --tenant alice", note: "One session" },
  );
}

async function verify(io: CliIo, options: VerifyOptions): Promise<void> {
  checkSelection(options);
  const config = await databaseConfig(io, options);
  const report: Report = { logs: 0, ops: 0, snapshots: 0, replayed: 0, problems: [] };
  await withStore(config, { readOnly: true }, async (store) => {
    const total = io.stderr.isTTY === true ? await countLogs(store, options) : 0;
    const progress = startProgress(io, "verifying", total);
    try {
      for await (const log of selectedLogs(store, options)) {
        await verifyLog(log, report);
        progress.advance(1);
      }
    } finally {
      progress.stop();
    }
  });
  const { problems, ...counts } = report;
  if (options.json) printJson(io, toWire(report));
  else {
    const { logs, ops, snapshots, replayed } = counts;
    printLines(
      io,
      ...problems.map(({ tenant, session, problem }) => `${tenant} ${session}: ${problem}`),
      `${logs} logs, ${ops} ops, ${snapshots} snapshots; ${replayed} states replayed`,
    );
  }
  if (problems.length === 0) return;
  const bad = new Set(problems.map(({ tenant, session }) => JSON.stringify([tenant, session])));
  throw new FailureError(`${bad.size} of ${counts.logs} logs are damaged`);
}

async function verifyLog({ store, entity }: SelectedLog, report: Report): Promise<void> {
  const blame = (problem: string) => {
    report.problems.push({ tenant: store.tenant, session: entity, problem });
  };
  report.logs += 1;
  try {
    const log = await store.verify(entity);
    report.ops += log?.ops ?? 0;
    report.snapshots += log?.snapshots ?? 0;
    const replay = await verifyReplay(store, entityMachine, entity);
    if (replay === undefined) return;
    report.replayed += 1;
    for (const problem of replay.snapshotProblems) blame(problem);
    if (!replay.matches) blame(`its snapshot is not what a replay to op ${replay.seq} gives`);
  } catch (error) {
    if (!(error instanceof PersistenceError) || !damage.has(error.code)) throw error;
    blame(error.message);
  }
}
