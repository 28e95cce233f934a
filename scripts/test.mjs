// `npm test`: install, then everything that needs no service of its own: build, lint, layers,
// style, generated reference, types and every package's tests. Ends with one line of counts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install, tryPnpm } from "./pnpm.mjs";

install();

const results = mkdtempSync(join(tmpdir(), "semvec-test-"));
const steps = [
  ["lint", () => tryPnpm("exec", "biome", "ci", ".", "--error-on-warnings", "--colors=off")],
  ["layers", () => runScript("scripts/check-layers.mjs")],
  ["style", () => runScript("scripts/tidy.mjs")],
  ["build", () => turbo("build")],
  ["types", () => turbo("typecheck")],
  ["generated reference", () => runScript("scripts/generate.mjs", "--check")],
  ["benchmarks' own tests", () => runScript("--test", ...testFiles("benchmarks"))],
  ["examples", () => runScript("--test", ...testFiles("examples"))],
  ["tests", () => turbo("test", "--force", "--continue", "--concurrency=2")],
];

const failed = [];
for (const [name, run] of steps) {
  const started = performance.now();
  const status = run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok" : "FAILED"}  ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
  if (status !== 0 && name === "build") break;
}

const counts = countTests();
rmSync(results, { recursive: true });
for (const name of counts.skippedNames) console.log(`skipped: ${name}`);
if (failed.length > 0) console.error(`failed: ${failed.join(", ")}`);
const checks = steps.length - failed.length - 1;
console.log(
  `${counts.passed + checks} passed, ${counts.failed + failed.length} failed, ${counts.skipped} skipped`,
);
process.exitCode = failed.length === 0 && counts.failed === 0 ? 0 : 1;

function runScript(...args) {
  return spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}

function turbo(task, ...flags) {
  process.env.SEMVEC_TEST_RESULTS = results;
  return tryPnpm("exec", "turbo", "run", task, "--output-logs=errors-only", ...flags);
}

function testFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".test.mjs") && !file.includes("node_modules"))
    .map((file) => join(folder, file));
}

/** Sums the JSON summary that jest leaves for every package. */
function countTests() {
  const sum = { passed: 0, failed: 0, skipped: 0, skippedNames: [] };
  for (const file of readdirSync(results)) {
    const report = JSON.parse(readFileSync(join(results, file), "utf8"));
    sum.passed += report.numPassedTests;
    sum.failed += report.numFailedTests;
    sum.skipped += report.numPendingTests;
    for (const suite of report.testResults) {
      for (const test of suite.assertionResults) {
        if (test.status === "pending") sum.skippedNames.push(test.fullName);
      }
    }
  }
  return sum;
}
