import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs an example as a reader would; it must end well. */
async function run(name) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await execute(process.execPath, [path]);
  return stdout;
}

test("three agents drift, vote, are realigned, and the observer notices", async () => {
  const told = await run("three-agents.mjs");
  const inOrder = [
    /drifts/,
    /votes: 1 of 3/,
    /votes: 2 of 3/,
    /realigns/,
    /anomaly: systemic_drift/,
  ];
  let from = 0;
  for (const line of inOrder) {
    const found = told.slice(from).search(line);
    assert.notEqual(found, -1, `${line} is missing after:\n${told.slice(0, from)}`);
    from += found + 1;
  }
  assert.match(told, /feedback: \{.* sessionsUpdated: 1 \}/);
  assert.match(told, /consensus: \{/);
});

test("a session in a process recalls what it was told", async () => {
  assert.match(await run("in-process.mjs"), /Semvec Context/);
});
