// The one table of which workspace package may depend on which. Imports point down only.
import { readdirSync, readFileSync } from "node:fs";

const allowed = {
  "@semvec/core": [],
  "@semvec/license": [],
  "@semvec/embedders": ["@semvec/core"],
  "@semvec/coordination": ["@semvec/core"],
  "@semvec/persistence": ["@semvec/core"],
  "@semvec/contract": ["@semvec/core"],
  "@semvec/client": ["@semvec/contract"],
  "@semvec/server": [
    "@semvec/contract",
    "@semvec/coordination",
    "@semvec/core",
    "@semvec/embedders",
    "@semvec/license",
    "@semvec/persistence",
  ],
  "@semvec/cli": [
    "@semvec/client",
    "@semvec/contract",
    "@semvec/coordination",
    "@semvec/core",
    "@semvec/embedders",
    "@semvec/license",
    "@semvec/persistence",
    "@semvec/server",
  ],
};

const root = new URL("..", import.meta.url);
const problems = [];
for (const folder of ["packages", "apps"]) {
  for (const entry of readdirSync(new URL(`${folder}/`, root), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = new URL(`${folder}/${entry.name}/package.json`, root);
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    const may = allowed[manifest.name];
    if (may === undefined) problems.push(`${manifest.name} is not in the layer table`);
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (dependency.startsWith("@semvec/") && !may?.includes(dependency)) {
        problems.push(`${manifest.name} may not depend on ${dependency}`);
      }
    }
  }
}
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log("layers: every dependency points down");
process.exitCode = problems.length === 0 ? 0 : 1;
