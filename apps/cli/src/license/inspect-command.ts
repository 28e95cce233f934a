import { inspectLicense } from "@semvec/license";
import { Command } from "commander";
import { type CliIo, printJson, printNote } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import { readToken } from "./read-token.js";

/** `semvec license inspect` */
export function inspectCommand(io: CliIo): Command {
  const command = new Command("inspect")
    .summary("show what a token says, without verifying it")
    .description(
      "Prints the header and the claims of a token as JSON. Never verifies: anyone can write " +
        "anything into a token. `semvec license verify` does.",
    )
    .argument("[token]", "the token, or - for stdin (default: SEMVEC_LICENSE_KEY)")
    .action(async (argument: string | undefined) => {
      const unverified = inspectLicense(await readToken(io, argument));
      printNote(io, "NOT VERIFIED: this is what the token says, not what is true");
      printJson(io, unverified);
    });
  return addExamples(command, {
    line: "semvec license inspect",
    note: "Why is my token refused?",
  });
}
