import { toWire } from "@semvec/contract";
import type { ServerConfig } from "@semvec/server";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { checkDatabase } from "./check-database.js";
import { checkDisk } from "./check-disk.js";
import { checkEmbedder } from "./check-embedder.js";
import { checkLicenseKeys } from "./check-license-keys.js";
import { checkLicenseToken } from "./check-license-token.js";
import { checkNode } from "./check-node.js";
import { checkPort } from "./check-port.js";
import { type EffectiveSetting, effectiveConfig } from "./effective-config.js";
import { type Finding, findingOf } from "./finding.js";

/** `semvec doctor` */
export function doctorCommand(io: CliIo): Command {
  const command = new Command("doctor")
    .summary("check that the service can run here")
    .description(
      "Shows the configuration in effect, without secrets, and checks what the service needs: " +
        "Node.js, licence keys, port, database, embedder, disk space. Exits 1 when a check " +
        "fails. A database that exists is opened as the service would open it; none is made.",
    )
    .option("--json", "print JSON")
    .action((options: { readonly json?: true }) => doctor(io, options));
  return addExamples(
    command,
    { line: "semvec doctor", note: "Would `semvec serve` work with this environment?" },
    {
      line: "semvec doctor --json | jq '.findings[] | select(.status != \"ok\")'",
      note: "Only what needs a look",
    },
  );
}

async function doctor(io: CliIo, { json }: { readonly json?: true }): Promise<void> {
  // Loaded late: the server brings Express and the database with it.
  const { configReference, loadConfig } = await import("@semvec/server");
  const settings = effectiveConfig(configReference, io.env);
  const findings = await allFindings(io, () => loadConfig(io.env));
  if (json) printJson(io, toWire({ settings, findings }));
  else printLines(io, ...settingLines(settings), "", ...findings.map(findingLine));
  const failed = findings.filter(({ status }) => status === "failure");
  if (failed.length === 0) return;
  throw new FailureError(`failed: ${failed.map(({ check }) => check).join(", ")}`);
}

async function allFindings(io: CliIo, load: () => ServerConfig): Promise<Finding[]> {
  const findings = [
    await findingOf("node", () => checkNode(process.versions.node)),
    await findingOf("license token", () =>
      checkLicenseToken(io.env["SEMVEC_LICENSE_KEY"], Date.now()),
    ),
  ];
  let config: ServerConfig | undefined;
  const configuration = await findingOf("configuration", () => {
    config = load();
    const [first] = config.warnings;
    if (first === undefined) return { status: "ok", detail: "every value is well-formed" };
    return { status: "warning", detail: config.warnings.join("; ") };
  });
  findings.push(configuration);
  if (config === undefined) return findings;
  const settings = config;
  findings.push(
    await findingOf("license keys", () => checkLicenseKeys(settings)),
    await findingOf("port", () => checkPort(settings)),
    await findingOf("database", () => checkDatabase(settings)),
    await findingOf("embedder", () => checkEmbedder(settings)),
    await findingOf("disk", () => checkDisk(settings)),
  );
  return findings;
}

function settingLines(settings: readonly EffectiveSetting[]): string[] {
  const width = Math.max(...settings.map(({ name }) => name.length));
  return settings.map(({ name, value, isDefault }) => {
    const remark = isDefault && value !== "(none)" ? "  (default)" : "";
    return `${name.padEnd(width)}  ${value}${remark}`;
  });
}

function findingLine({ check, status, detail }: Finding): string {
  return `${status.padEnd(9)}${check.padEnd(15)}${detail}`;
}
