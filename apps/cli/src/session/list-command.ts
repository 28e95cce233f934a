import { toWire } from "@semvec/contract";
import { Command } from "commander";
import { type CliIo, printLines } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import {
  addServiceOptions,
  type ServiceOptions,
  serviceClient,
} from "../options/service-options.js";

/** `semvec session list` */
export function listCommand(io: CliIo): Command {
  const command = new Command("list")
    .summary("list your sessions")
    .description("Lists the sessions of the licence's subject, oldest first: when made, and id.")
    .option("--json", "print JSON, one session a line")
    .action(async (options: ServiceOptions & { readonly json?: true }) => {
      for await (const session of serviceClient(io, options).listSessions()) {
        const madeAt = new Date(session.createdAt * 1000).toISOString();
        const line = options.json ? JSON.stringify(toWire(session)) : undefined;
        printLines(io, line ?? `${madeAt}  ${session.sessionId}`);
      }
    });
  addServiceOptions(command);
  return addExamples(command, { line: "semvec session list | wc -l", note: "How many are there?" });
}
