import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { temporaryDirectory } from "../src/testing/test-server.js";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const directory = temporaryDirectory();
afterAll(() => directory.remove());

/** The built program, as `npm start` runs it. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      SEMVEC_DATA_DIR: directory.path,
      SEMVEC_EMBEDDER: "none",
      SEMVEC_LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  return { child, output };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "close");
  return code;
}

test("serves until SIGTERM; the same signal sent on by npm changes nothing", async () => {
  const { child, output } = start({ SEMVEC_DRAIN_DELAY_S: "0.2" });
  while (!output.stdout.includes("Try it:")) await once(child.stdout, "data");
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.stdout)?.[0] ?? "";
  expect((await fetch(`${url}/v1/readyz`)).status).toBe(200);
  const code = exitCode(child);
  child.kill("SIGTERM");
  child.kill("SIGTERM");
  expect(await code).toBe(0);
  expect(output.stderr).toBe("");
});

test("SIGHUP, which a terminal sends that closes, ends it like SIGTERM", async () => {
  const { child, output } = start({ SEMVEC_DRAIN_DELAY_S: "0" });
  while (!output.stdout.includes("Try it:")) await once(child.stdout, "data");
  const code = exitCode(child);
  child.kill("SIGHUP");
  expect(await code).toBe(0);
});

test.each([
  [{ HOST: "0.0.0.0" }, /^semvec: no licence keys .* SEMVEC_LICENSE_JWKS .*\n$/],
  [{ PORT: "http" }, /^semvec: PORT must be a whole number from 0 to 65535\n$/],
])("with %j it does not start, and says why in one line", async (env, line) => {
  const { child, output } = start(env);
  expect(await exitCode(child)).toBe(1);
  expect(output.stderr).toMatch(line);
  expect(output.stdout).toBe("");
});
