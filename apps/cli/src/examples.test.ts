import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { runningService } from "./testing/running-service.js";

const runFile = promisify(execFile);
const example = (name: string) =>
  fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

test("in-process.mjs: both parts recall what was said", async () => {
  const { stdout } = await runFile(process.execPath, [example("in-process.mjs")], { env: {} });
  const [first, second] = stdout.split("\n\n");
  expect(first).toContain("Q: The ferry to Naxos leaves at 7:15.");
  expect(second).toMatch(/1\. \[\d\.\d\d\] Q: Please leave it with Mr Desmet in flat 2A\./);
});

test("curl.sh walks through every call", async () => {
  await using service = await runningService();
  const { stdout } = await runFile("sh", [example("curl.sh")], {
    env: {
      PATH: process.env["PATH"],
      SEMVEC_URL: service.url,
      SEMVEC_LICENSE_KEY: service.token,
    },
  });
  const calls = stdout.match(/^(GET|POST|DELETE) \/v1\/\w+/gm);
  expect(calls).toHaveLength(8);
  expect(stdout).toContain("A: It left Ghent on 5 March.");
  expect(stdout).toContain('"deleted":true');
});
