// Writes the reference that is made from code: OpenAPI, configuration, errors, limits, CLI.
// With --check it writes nothing and fails when a file is not what the code would write.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createProgram, renderCliReference } from "../apps/cli/dist/index.js";
import {
  configReference,
  errorReference,
  serverLimits,
  version,
} from "../apps/server/dist/index.js";
import { limits, openApiDocument } from "../packages/contract/dist/index.js";

const folder = new URL("../docs/reference/", import.meta.url);
const check = process.argv.includes("--check");
const made = "Made from the code by `npm run generate`; do not edit.";

const files = {
  "openapi.json": `${JSON.stringify(openApiDocument(version), null, 2)}\n`,
  "configuration.md": page(
    "Configuration",
    "Environment variables of the service. A malformed value is an error at start.",
    table(
      ["variable", "default", "meaning"],
      configReference.map((it) => [
        code(it.name),
        it.default === "" ? "–" : code(it.default),
        it.meaning,
      ]),
    ),
  ),
  "errors.md": page(
    "Errors",
    "Every answer that is not a success has one field, `detail`. One table maps codes to statuses.",
    table(
      ["code", "status", "detail", "what to do"],
      errorReference.map((it) => [code(it.code), String(it.status), it.detail, it.remedy]),
    ),
  ),
  "limits.md": page(
    "Limits",
    "Every bound has a name. Over an input bound: 422; over a stored-things bound: 409; over bytes: 413.",
    table(
      ["name", "value", "unit", "what"],
      [...limits, ...serverLimits].map((it) => [code(it.name), String(it.value), it.unit, it.what]),
    ),
  ),
  "cli.md": `${renderCliReference(createProgram(process))
    .replace(/^(# .*)$/m, `$1\n\n${made}`)
    .trimEnd()}\n`,
};

mkdirSync(folder, { recursive: true });
const stale = Object.entries(files).filter(([name, text]) => current(name) !== text);
for (const [name, text] of stale) {
  if (check) console.error(`docs/reference/${name} is not what the code says: npm run generate`);
  else writeFileSync(new URL(name, folder), text);
}
console.log(
  `${Object.keys(files).length} reference files, ${stale.length} ${check ? "stale" : "written"}`,
);
process.exitCode = check && stale.length > 0 ? 1 : 0;

function current(name) {
  try {
    return readFileSync(new URL(name, folder), "utf8");
  } catch {
    return undefined;
  }
}

function page(title, lead, body) {
  return `# ${title}\n\n${made}\n\n${lead}\n\n${body}\n`;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((it) => it.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text) {
  return text === undefined ? "–" : `\`${text}\``;
}
