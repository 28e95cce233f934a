import { Command } from "commander";
import type { CliIo } from "../cli-io.js";
import { inspectCommand } from "./inspect-command.js";
import { keygenCommand } from "./keygen-command.js";
import { mintCommand } from "./mint-command.js";
import { verifyCommand } from "./verify-command.js";

/** `semvec license` */
export function licenseCommand(io: CliIo): Command {
  return new Command("license")
    .description("Make, sign and check licence tokens.")
    .addCommand(keygenCommand(io))
    .addCommand(mintCommand(io))
    .addCommand(inspectCommand(io))
    .addCommand(verifyCommand(io));
}
