import { toWire } from "@semvec/contract";
import { restoreDatabase, StoreNotEmptyError } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines, printNote } from "../cli-io.js";
import { FailureError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  shownUrl,
  whileStopped,
} from "./database-options.js";
import { formatCounts, tableLine } from "./format.js";
import { stepProgress } from "./step-progress.js";

interface RestoreOptions extends DatabaseOptions {
  readonly force?: true;
  readonly json?: true;
}

/** `semvec db restore` */
export function restoreCommand(io: CliIo): Command {
  const command = new Command("restore")
    .summary("fill an empty database from a backup")
    .description(
      "Checks the whole file, fills the database in one transaction, reads back what it then " +
        "holds and compares it with the file before it commits. The schema is made when need be. " +
        "The database must be empty, unless --force says that what it holds may go.",
    )
    .argument("<file>", "from `semvec db backup`")
    .option("--force", "delete what the database holds; the login must own the tables")
    .option("--json", "print JSON")
    .action((file: string, options: RestoreOptions) => restore(io, file, options));
  addDatabaseOption(command);
  return addExamples(
    command,
    {
      line: "semvec db restore semvec-2026-11-26.backup --database sqlite:////srv/semvec.db",
      note: "Into a new file",
    },
    {
      line: "semvec db restore semvec-2026-11-26.backup --database postgresql://owner@db/semvec",
      note: "Move from SQLite to PostgreSQL: back up there, restore here",
    },
  );
}

async function restore(io: CliIo, file: string, options: RestoreOptions): Promise<void> {
  const { databaseUrl, dataDirectory, postgres } = await databaseConfig(io, options);
  const progress = stepProgress(io);
  try {
    const restored = await whileStopped(() =>
      restoreDatabase({
        url: databaseUrl,
        dataDirectory,
        postgres,
        file,
        progress,
        overwrite: options.force === true,
      }),
    );
    progress.stop();
    const overwritten = formatCounts(restored.overwritten);
    if (overwritten !== "none") printNote(io, `overwritten: rows of ${overwritten}`);
    if (options.json)
      return printJson(io, toWire({ database: shownUrl(databaseUrl), ...restored }));
    printLines(
      io,
      tableLine("database", shownUrl(databaseUrl)),
      tableLine("rows", formatCounts(restored.rows)),
      tableLine("sha256", `${restored.rowsSha256} (of the rows, read back)`),
    );
  } catch (error) {
    if (!(error instanceof StoreNotEmptyError)) throw error;
    const held = formatCounts(error.rows);
    throw new FailureError(
      `${shownUrl(databaseUrl)} is not empty: --force deletes its rows (${held})`,
      { cause: error },
    );
  } finally {
    progress.stop();
  }
}
