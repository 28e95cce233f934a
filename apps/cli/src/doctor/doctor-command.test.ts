import { expect, test } from "@jest/globals";
import { runCompiled } from "../testing/run.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

interface DoctorJson {
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly findings: readonly { readonly check: string; readonly status: string }[];
}

async function doctor(env: Readonly<Record<string, string>>) {
  await using folder = await temporaryFolder();
  const result = await runCompiled(["doctor", "--json"], { env, cwd: folder.path });
  const { settings, findings } = JSON.parse(result.stdout) as DoctorJson;
  const statuses = Object.fromEntries(findings.map(({ check, status }) => [check, status]));
  return { ...result, settings, statuses };
}

// Any free port: what else runs on this machine is not the test's business.
const working = { PORT: "0", METRICS_USER: "u", METRICS_PASSWORD: "very secret" };

test("a machine that can serve: exit 0, every check, no secret", async () => {
  const result = await doctor(working);
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  expect(result.statuses).toEqual({
    node: "ok",
    "license token": "warning",
    configuration: "ok",
    "license keys": "warning",
    port: "ok",
    database: "ok",
    embedder: "ok",
    disk: expect.stringMatching(/^(ok|warning)$/),
  });
  expect(result.stdout).not.toContain("very secret");
  expect(result.settings).toContainEqual({ name: "PORT", value: "0", is_default: false });
});

test("for people: a line a setting, its name apart from its value", async () => {
  await using folder = await temporaryFolder();
  const env = { PORT: "0", SEMVEC_EMBEDDER: "none" };
  const { stdout } = await runCompiled(["doctor"], { env, cwd: folder.path });
  const [settings = ""] = stdout.split("\n\n");
  for (const line of settings.split("\n")) expect(line).toMatch(/^[A-Z_]+ {2,}\S/);
});

test("what fails is named, with exit 1", async () => {
  const result = await doctor({ ...working, HOST: "0.0.0.0", SEMVEC_EMBEDDER: "none" });
  expect(result).toMatchObject({ exitCode: 1, stderr: "semvec: failed: license keys\n" });
});

test("a malformed setting ends the checks that need it", async () => {
  const result = await doctor({ PORT: "http" });
  expect(result).toMatchObject({ exitCode: 1, stderr: "semvec: failed: configuration\n" });
  expect(Object.keys(result.statuses)).toEqual(["node", "license token", "configuration"]);
});
