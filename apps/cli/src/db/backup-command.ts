import { toWire } from "@semvec/contract";
import { backupDatabase } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import { addDatabaseOption, type DatabaseOptions, databaseConfig } from "./database-options.js";
import { formatBytes, formatCounts, tableLine } from "./format.js";
import { stepProgress } from "./step-progress.js";

/** `semvec db backup` */
export function backupCommand(io: CliIo): Command {
  const command = new Command("backup")
    .summary("write the database to one file")
    .description(
      "Writes every row, as it was at one moment, to one file with checksums, beside a running " +
        "service. The file is the same for SQLite and PostgreSQL: a backup of one restores into " +
        "the other. It holds what was said, so it is made readable by its owner alone; keep it " +
        "like the database. A file that is there is never replaced.",
    )
    .argument("<file>", "the file to make")
    .option("--json", "print JSON")
    .action((file: string, options: DatabaseOptions & { readonly json?: true }) =>
      backup(io, file, options),
    );
  addDatabaseOption(command);
  return addExamples(command, {
    line: 'semvec db backup "semvec-$(date +%F).backup"',
    note: "Once a day, from cron",
  });
}

async function backup(
  io: CliIo,
  file: string,
  options: DatabaseOptions & { readonly json?: true },
): Promise<void> {
  const { databaseUrl, dataDirectory } = await databaseConfig(io, options);
  const progress = stepProgress(io);
  try {
    const made = await backupDatabase({ url: databaseUrl, dataDirectory, file, progress });
    progress.stop();
    if (options.json) return printJson(io, toWire({ file, ...made }));
    printLines(
      io,
      tableLine("file", `${file}, ${formatBytes(made.bytes)}`),
      tableLine("rows", formatCounts(made.rows)),
      tableLine("sha256", `${made.rowsSha256} (of the rows)`),
    );
  } finally {
    progress.stop();
  }
}
