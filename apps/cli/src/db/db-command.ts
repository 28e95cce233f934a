import { Command } from "commander";
import type { CliIo } from "../cli-io.js";
import { backupCommand } from "./backup-command.js";
import { compactCommand } from "./compact-command.js";
import { migrateCommand } from "./migrate-command.js";
import { reembedCommand } from "./reembed-command.js";
import { restoreCommand } from "./restore-command.js";
import { statusCommand } from "./status-command.js";
import { verifyCommand } from "./verify-command.js";

/** `semvec db` */
export function dbCommand(io: CliIo): Command {
  return new Command("db")
    .description(
      "Keep the database. `status`, `verify` and `backup` work beside a running service; on " +
        "SQLite the others need it stopped, on PostgreSQL they work beside it too.",
    )
    .addCommand(statusCommand(io))
    .addCommand(migrateCommand(io))
    .addCommand(verifyCommand(io))
    .addCommand(backupCommand(io))
    .addCommand(restoreCommand(io))
    .addCommand(compactCommand(io))
    .addCommand(reembedCommand(io));
}
