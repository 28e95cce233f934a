import { toWire } from "@semvec/contract";
import { entityMachine } from "@semvec/coordination";
import { allRecordTenants, type Store, verifyReplay } from "@semvec/persistence";
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
import { isDamage } from "./is-damage.js";
import {
  addSelectionOptions,
  checkSelection,
  countLogs,
  type LogSelection,
  namedTenant,
  type SelectedLog,
  selectedLogs,
} from "./log-selection.js";

interface VerifyOptions extends DatabaseOptions, LogSelection {
  readonly json?: true;
}

/** A log, a kept answer or a message that is not as it should be. */
interface Problem {
  readonly tenant: string;
  /** Absent when it is no log that is damaged. */
  readonly session?: string;
  readonly problem: string;
}

interface Report {
  logs: number;
  ops: number;
  snapshots: number;
  replayed: number;
  /** Answers kept for idempotency keys, and messages that are not delivered. */
  answers: number;
  outboxRows: number;
  readonly problems: Problem[];
}

/** `semvec db verify` */
export function verifyCommand(io: CliIo): Command {
  const command = new Command("verify")
    .summary("check logs, snapshots and states")
    .description(
      "Reads logs whole and checks every hash and the chain between them, every snapshot's " +
        "checksum, and that a replay from the beginning gives the state that the newest snapshot " +
        "and the ops after it give. With --all also the checksums of answers kept for idempotency " +
        "keys and of messages that are not delivered. Works beside a running service and changes nothing. Exits 1 " +
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
  const counts = { logs: 0, ops: 0, snapshots: 0, replayed: 0, answers: 0, outboxRows: 0 };
  const report: Report = { ...counts, problems: [] };
  await withStore(config, { readOnly: true }, async (store) => {
    await verifyLogs(io, store, options, report);
    if (options.all) await verifyRecords(store, options.tenant, report);
  });
  if (options.json) printJson(io, toWire(report));
  else printLines(io, ...reportLines(report));
  if (report.problems.length > 0) throw new FailureError(summary(report));
}

async function verifyLogs(
  io: CliIo,
  store: Store,
  selection: LogSelection,
  report: Report,
): Promise<void> {
  const total = io.stderr.isTTY === true ? await countLogs(store, selection) : 0;
  const progress = startProgress(io, "verifying", total);
  try {
    for await (const log of selectedLogs(store, selection)) {
      await verifyLog(log, report);
      progress.advance(1);
    }
  } finally {
    progress.stop();
  }
}

/** Also of tenants without a log: the service itself keeps answers. */
async function verifyRecords(
  store: Store,
  name: string | undefined,
  report: Report,
): Promise<void> {
  const tenants = name === undefined ? allRecordTenants(store) : [await namedTenant(store, name)];
  for await (const tenant of tenants) {
    const { answers, outboxRows, problems } = await store.forTenant(tenant).verifyRecords();
    report.answers += answers;
    report.outboxRows += outboxRows;
    report.problems.push(...problems.map((problem) => ({ tenant, problem })));
  }
}

function reportLines(report: Report): string[] {
  const { logs, ops, snapshots, replayed, answers, outboxRows, problems } = report;
  return [
    ...problems.map(({ tenant, session, problem }) =>
      session === undefined ? `${tenant}: ${problem}` : `${tenant} ${session}: ${problem}`,
    ),
    `${logs} logs, ${ops} ops, ${snapshots} snapshots; ${replayed} states replayed; ` +
      `${answers} kept answers, ${outboxRows} messages`,
  ];
}

function summary({ logs, problems }: Report): string {
  const records = problems.filter(({ session }) => session === undefined).length;
  const bad = new Set(
    problems.flatMap(({ tenant, session }) =>
      session === undefined ? [] : [JSON.stringify([tenant, session])],
    ),
  );
  const damagedLogs = `${bad.size} of ${logs} logs`;
  const damagedRecords = `${records} kept answers or messages`;
  if (records === 0) return `${damagedLogs} are damaged`;
  return `${bad.size === 0 ? "" : `${damagedLogs} and `}${damagedRecords} are damaged`;
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
    if (!isDamage(error)) throw error;
    blame(error.message);
  }
}
