import { toWire } from "@semvec/contract";
import { readSchemaVersion, type SchemaVersion, type StoreStatus } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  shownUrl,
  withStore,
} from "./database-options.js";
import { formatAge, formatBytes, formatCounts, tableLine } from "./format.js";

/** `semvec db status` */
export function statusCommand(io: CliIo): Command {
  const command = new Command("status")
    .summary("what the database holds")
    .description(
      "Counts what the database holds: entities by kind, ops, snapshots, messages that are not " +
        "delivered, bytes by table. Works beside a running service and changes nothing. It reads " +
        "the whole database: on a large one it takes minutes.",
    )
    .option("--json", "print JSON")
    .action((options: DatabaseOptions & { readonly json?: true }) => status(io, options));
  addDatabaseOption(command);
  return addExamples(
    command,
    { line: "semvec db status", note: "Of the database that `semvec serve` would open" },
    {
      line: "semvec db status --json | jq .status.outbox_rows",
      note: "Messages between sessions, clusters and regions that wait",
    },
  );
}

async function status(
  io: CliIo,
  options: DatabaseOptions & { readonly json?: true },
): Promise<void> {
  const config = await databaseConfig(io, options);
  const schema = await readSchemaVersion({
    url: config.databaseUrl,
    dataDirectory: config.dataDirectory,
  });
  if (schema.pending.length > 0 || schema.unknown.length > 0) {
    throw new FailureError(`${shownUrl(config.databaseUrl)}: ${schemaProblem(schema)}`);
  }
  const counted = await withStore(config, { readOnly: true }, (store) => store.status());
  const database = shownUrl(config.databaseUrl);
  if (options.json) printJson(io, { database, schema, status: toWire(counted) });
  else printLines(io, tableLine("database", database), ...statusLines(schema, counted, Date.now()));
}

function schemaProblem({ applied, pending, unknown }: SchemaVersion): string {
  if (unknown.length > 0) return `it is of a newer version (${unknown.join(", ")})`;
  if (applied.length === 0) return "there is no schema: make it with `semvec db migrate`";
  return `its schema is older (${pending.join(", ")} to come): run \`semvec db migrate\``;
}

/** What a status says to a person. */
export function statusLines(schema: SchemaVersion, status: StoreStatus, nowMs: number): string[] {
  const { liveEntities, tableBytes } = status;
  const live = Object.values(liveEntities).reduce((sum, count) => sum + count, 0);
  const sizes = Object.entries(tableBytes)
    .sort(([, a], [, b]) => b - a)
    .map(([table, bytes]) => `${table} ${formatBytes(bytes)}`);
  return [
    tableLine("engine", `${schema.engine}, schema ${schema.applied.at(-1)}`),
    tableLine("alive", formatCounts(liveEntities)),
    tableLine("ended", String(status.entities - live)),
    tableLine("ops", String(status.ops)),
    tableLine("snapshots", String(status.snapshots)),
    tableLine("outbox", outboxLine(status, nowMs)),
    tableLine(
      "answers",
      `${status.idempotencyRows} kept, ${status.idempotencyRowsExpired} expired`,
    ),
    tableLine("size", formatBytes(status.bytes)),
    tableLine("tables", sizes.join(", ")),
  ];
}

function outboxLine({ outboxRows, oldestOutbox }: StoreStatus, nowMs: number): string {
  if (oldestOutbox === undefined) return `${outboxRows} undelivered`;
  const { source, atMs, attempts } = oldestOutbox;
  const age = atMs === undefined ? "of unknown age" : `${formatAge(nowMs - atMs)} old`;
  return `${outboxRows} undelivered; the oldest is ${age}, from ${source}, tried ${attempts} times`;
}
