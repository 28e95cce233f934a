import { toWire } from "@semvec/contract";
import { Command } from "commander";
import { type CliIo, printJson, printNote } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import {
  addServiceOptions,
  type ServiceOptions,
  serviceClient,
} from "../options/service-options.js";
import { writePrivateFile } from "../write-private-file.js";

/** `semvec session export` */
export function exportCommand(io: CliIo): Command {
  const command = new Command("export")
    .summary("write a session to a file")
    .description("Writes the whole session, with its checksum, as JSON to stdout or to a file.")
    .argument("<id>", "the session")
    .option("--out <file>", "write to this file, readable by you alone")
    .action(async (id: string, options: ServiceOptions & { readonly out?: string }) => {
      const exported = toWire(await serviceClient(io, options).exportSession(id));
      if (options.out === undefined) return printJson(io, exported);
      // A conversation is somebody's private matter: as private as a key.
      await writePrivateFile(options.out, `${JSON.stringify(exported)}\n`, { mayReplace: true });
      printNote(io, `session ${id} written to ${options.out}`);
    });
  addServiceOptions(command);
  return addExamples(command, {
    line: "semvec session export chat-1 --out chat-1.json",
    note: "A backup of one session",
  });
}
