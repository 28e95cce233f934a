import { generateKeyPair } from "@semvec/license";
import { Command } from "commander";
import { type CliIo, printJson, printNote } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import { defaultKeyFile, writeKeyFile } from "./key-file.js";

interface KeygenOptions {
  readonly out: string;
  readonly keyId?: string;
}

/** `semvec license keygen` */
export function keygenCommand(io: CliIo): Command {
  const command = new Command("keygen")
    .summary("make a key pair that signs licences")
    .description(
      "Makes an Ed25519 key pair. The private key goes to a new file that only you can read; the " +
        "public key set (JWKS), for SEMVEC_LICENSE_JWKS of the service, goes to stdout.",
    )
    .option("--out <file>", "where the private key goes", defaultKeyFile)
    .option("--key-id <id>", "key id (default: the key's RFC 7638 thumbprint)")
    .action(async ({ out, keyId }: KeygenOptions) => {
      const { publicJwk, privateJwk } = generateKeyPair(keyId === undefined ? {} : { keyId });
      await writeKeyFile(out, privateJwk);
      printNote(io, `private key written to ${out}: keep it secret`);
      printJson(io, { keys: [publicJwk] });
    });
  return addExamples(command, {
    line: "semvec license keygen > jwks.json",
    note: "A new key pair; the service gets jwks.json, the private key stays here",
  });
}
