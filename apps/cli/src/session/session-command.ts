import { Command } from "commander";
import type { CliIo } from "../cli-io.js";
import { exportCommand } from "./export-command.js";
import { importCommand } from "./import-command.js";
import { listCommand } from "./list-command.js";
import { showCommand } from "./show-command.js";

/** `semvec session` */
export function sessionCommand(io: CliIo): Command {
  return new Command("session")
    .description("Look at the sessions of a running service, and move them.")
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(exportCommand(io))
    .addCommand(importCommand(io));
}
