import { Command } from "commander";
import type { CliIo } from "./cli-io.js";
import { doctorCommand } from "./doctor/doctor-command.js";
import { embedderCommand } from "./embedder/embedder-command.js";
import { licenseCommand } from "./license/license-command.js";
import { packageVersion } from "./package-version.js";
import { replayCommand } from "./replay/replay-command.js";
import { serveCommand } from "./serve/serve-command.js";
import { sessionCommand } from "./session/session-command.js";

const description =
  "Semantic memory for conversations: run the service and its embedder, sign licences, replay " +
  "conversations, look at sessions, check an installation.\n\n" +
  "Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 it did not work out, " +
  "2 the command line or a setting makes no sense. SEMVEC_DEBUG=1 shows stack traces.";

/** The whole `semvec` command, ready to parse. */
export function createProgram(io: CliIo): Command {
  return new Command("semvec")
    .description(description)
    .version(packageVersion(), "-V, --version", "print the version")
    .addCommand(serveCommand(io))
    .addCommand(embedderCommand(io))
    .addCommand(doctorCommand(io))
    .addCommand(licenseCommand(io))
    .addCommand(replayCommand(io))
    .addCommand(sessionCommand(io));
}
