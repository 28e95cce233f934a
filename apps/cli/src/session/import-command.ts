import { readFile } from "node:fs/promises";
import { fromWire } from "@semvec/contract";
import { Command } from "commander";
import { type CliIo, printNote } from "../cli-io.js";
import { parseJson } from "../conversation/parse-json-turns.js";
import { readFields } from "../conversation/read-fields.js";
import { UsageError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import {
  addServiceOptions,
  type ServiceOptions,
  serviceClient,
} from "../options/service-options.js";

interface ImportOptions extends ServiceOptions {
  readonly create?: true;
}

/** `semvec session import` */
export function importCommand(io: CliIo): Command {
  const command = new Command("import")
    .summary("read a session from a file")
    .description("Replaces all that a session is by an exported one, of this or another id.")
    .argument("<id>", "the session that is replaced")
    .argument("<file>", "from `semvec session export`")
    .option("--create", "make the session when there is none")
    .action(async (id: string, file: string, options: ImportOptions) => {
      const exported = readExport(await readFile(file, "utf8"), file);
      const client = serviceClient(io, options);
      if (options.create) await client.createSession({ sessionId: id });
      await client.importSession(id, exported);
      printNote(io, `session ${id} is now what ${file} holds`);
    });
  addServiceOptions(command);
  return addExamples(command, {
    line: "semvec session import chat-1-copy chat-1.json --create",
    note: "A copy to try things on",
  });
}

function readExport(text: string, file: string) {
  const { stateDict, checksum } = fromWire(readFields(parseJson(text, file), file));
  if (typeof checksum !== "string") throw new UsageError(`${file} is not an exported session`);
  return { stateDict: readFields(stateDict, `${file}, state_dict`), checksum };
}
