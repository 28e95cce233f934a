import { readFile } from "node:fs/promises";
import { toWire } from "@semvec/contract";
import { KeySet, LicenseVerifier, type VerifiedLicense } from "@semvec/license";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { UsageError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { readToken } from "./read-token.js";

interface VerifyOptions {
  readonly jwks?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly json?: true;
}

/** `semvec license verify` */
export function verifyCommand(io: CliIo): Command {
  const command = new Command("verify")
    .summary("verify a token against a key set")
    .description(
      "Verifies a token as the service does: signature, times, issuer, audience. Exits 1 when it " +
        "is not valid.",
    )
    .argument("[token]", "the token, or - for stdin (default: SEMVEC_LICENSE_KEY)")
    .option("--jwks <file>", "public key set, a file or JSON (default: SEMVEC_LICENSE_JWKS)")
    .option("--issuer <name>", "demand this `iss`")
    .option("--audience <name>", "demand this `aud`")
    .option("--json", "print the claims as JSON")
    .action(async (argument: string | undefined, options: VerifyOptions) => {
      const { issuer, audience, json } = options;
      const token = await readToken(io, argument);
      const keys = KeySet.fromJwks(await readJwks(io, options.jwks));
      const license = new LicenseVerifier({ keys, issuer, audience }).verify(token);
      if (json) printJson(io, toWire(license));
      else printLines(io, ...licenseLines(license));
    });
  return addExamples(command, {
    line: "semvec license verify --jwks jwks.json",
    note: "Would a service with this key set accept my token?",
  });
}

async function readJwks(io: CliIo, option: string | undefined): Promise<string> {
  const source = option ?? io.env["SEMVEC_LICENSE_JWKS"];
  if (source === undefined || source === "") {
    throw new UsageError("no key set: name one with --jwks or SEMVEC_LICENSE_JWKS");
  }
  return source.trimStart().startsWith("{") ? source : readFile(source, "utf8");
}

function licenseLines(license: VerifiedLicense): string[] {
  const expiry = new Date(license.expiresAtSeconds * 1000).toISOString();
  return [
    "valid",
    `subject  ${license.subject}`,
    `tier     ${license.tier}`,
    `scopes   ${license.scopes.join(" ") || "(none)"}`,
    `expires  ${expiry}`,
    `key      ${license.keyId}`,
  ];
}
