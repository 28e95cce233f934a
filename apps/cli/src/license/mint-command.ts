import {
  type LicenseScope,
  type LicenseTier,
  licenseScopes,
  licenseTiers,
  mintLicense,
} from "@semvec/license";
import { Command, InvalidArgumentError, Option } from "commander";
import { type CliIo, printLines } from "../cli-io.js";
import { collect } from "../options/collect.js";
import { addExamples } from "../options/examples.js";
import { parseDurationSeconds } from "../options/parse-duration.js";
import { defaultKeyFile, readKeyFile } from "./key-file.js";

interface MintOptions {
  readonly sub: string;
  readonly tier: LicenseTier;
  readonly ttl: number;
  readonly scope?: readonly LicenseScope[];
  readonly product?: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  readonly key: string;
}

const hourSeconds = 3600;

/** `semvec license mint` */
export function mintCommand(io: CliIo): Command {
  const command = new Command("mint")
    .summary("sign a licence token")
    .description("Signs a licence token and prints it, alone, to stdout.")
    .requiredOption("--sub <subject>", "owner of everything made with the token")
    .addOption(new Option("--tier <tier>", "tier").choices(licenseTiers).default("community"))
    .addOption(
      new Option("--ttl <time>", "how long it is valid: 30m, 12h, 7d")
        .argParser(parseDurationSeconds)
        .default(hourSeconds, "1h"),
    )
    .addOption(
      new Option(
        "--scope <scope>",
        "narrow it to a scope; may be repeated (default: all scopes)",
      ).argParser(collectScope),
    )
    .option("--product <name>", "add a product; may be repeated", collect)
    .option("--issuer <name>", "claim `iss`")
    .option("--audience <name>", "claim `aud`")
    .option("--key <file>", "private key, from `semvec license keygen`", defaultKeyFile)
    .action(async (options: MintOptions) => {
      const { signingKey } = await readKeyFile(options.key);
      const { sub, tier, ttl, product, scope, issuer, audience } = options;
      const claims = { subject: sub, tier, ttlSeconds: ttl, products: product, scopes: scope };
      printLines(io, mintLicense({ ...claims, issuer, audience }, signingKey));
    });
  return addExamples(
    command,
    {
      line: "export SEMVEC_LICENSE_KEY=$(semvec license mint --sub dev --tier pro --ttl 1h)",
      note: "A development token for an hour",
    },
    {
      line: "semvec license mint --sub dev --tier pro --key semvec-development-key.json",
      note: "The same with the key that a development service made for itself",
    },
    {
      line: "semvec license mint --sub dashboard --scope read --ttl 7d --key ops.json",
      note: "A token that only reads",
    },
  );
}

/** Scopes given one by one, or several with spaces or commas between them. */
function collectScope(text: string, before: readonly LicenseScope[] = []): LicenseScope[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== "");
  const isScope = (name: string): name is LicenseScope =>
    (licenseScopes as readonly string[]).includes(name);
  if (names.length > 0 && names.every(isScope)) return [...before, ...names];
  throw new InvalidArgumentError(`Scopes are ${licenseScopes.join(", ")}.`);
}
