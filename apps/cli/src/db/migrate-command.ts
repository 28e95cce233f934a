import { toWire } from "@semvec/contract";
import { openStore, readSchemaVersion, type SchemaVersion } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError, UsageError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { integerWithin } from "../options/parse-integer.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  shownUrl,
  whileStopped,
} from "./database-options.js";
import { tableLine } from "./format.js";

/** Most hash partitions of the log. */
const partitionsMax = 1024;

interface MigrateOptions extends DatabaseOptions {
  readonly partitions?: number;
  readonly json?: true;
}

/** `semvec db migrate` */
export function migrateCommand(io: CliIo): Command {
  const command = new Command("migrate")
    .summary("bring the schema up to this version")
    .description(
      "Makes the schema, or brings it up to this version, all or nothing; `semvec serve` does " +
        "the same at its start. The login must own the schema. When there is nothing to do the " +
        "database is only read.",
    )
    .option(
      "--partitions <n>",
      "PostgreSQL, new schema: hash partitions of the log (default: 16)",
      integerWithin(1, partitionsMax),
    )
    .option("--json", "print JSON")
    .action((options: MigrateOptions) => migrate(io, options));
  addDatabaseOption(command);
  return addExamples(command, {
    line: "semvec db migrate --database postgresql://owner@db/semvec --partitions 32",
    note: "As the owner of the database, before the first start",
  });
}

async function migrate(io: CliIo, options: MigrateOptions): Promise<void> {
  const { databaseUrl, dataDirectory, postgres } = await databaseConfig(io, options);
  const location = { url: databaseUrl, dataDirectory };
  const before = await readSchemaVersion(location);
  checkPartitions(before, options.partitions);
  if (before.unknown.length > 0) {
    throw new FailureError(
      `the database is of a newer version (${before.unknown.join(", ")}): update this software`,
    );
  }
  if (before.pending.length > 0) {
    const { partitions } = options;
    const how = { ...location, postgres: { ...postgres, ...(partitions && { partitions }) } };
    await whileStopped(async () => (await openStore(how)).close());
  }
  const after = await readSchemaVersion(location);
  const report = {
    engine: after.engine,
    before: before.applied.at(-1) ?? null,
    after: after.applied.at(-1) ?? null,
    applied: before.pending,
  };
  if (options.json) printJson(io, toWire(report));
  else {
    const change =
      report.before === report.after
        ? `${report.after}, nothing to do`
        : `${report.before ?? "none"} → ${report.after}`;
    printLines(io, tableLine("database", shownUrl(databaseUrl)), tableLine("schema", change));
  }
}

function checkPartitions({ engine, applied }: SchemaVersion, partitions: number | undefined): void {
  if (partitions === undefined) return;
  if (engine === "sqlite") throw new UsageError("--partitions is for PostgreSQL");
  if (applied.length > 0) {
    throw new UsageError("--partitions is for a new schema: this one is made already");
  }
}
