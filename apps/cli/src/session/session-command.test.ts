import { readFile, stat, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { run } from "../testing/run.js";
import { type RunningService, runningService } from "../testing/running-service.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let service: RunningService;

beforeAll(async () => {
  service = await runningService();
});

afterAll(() => service.stop());

/** Runs the command against the service, with the token in the environment. */
function command(...args: string[]) {
  return run([...args, "--url", service.url], { env: { SEMVEC_LICENSE_KEY: service.token } });
}

const session = (...args: string[]) => command("session", ...args);

/** Replays two turns into a new session of the service. */
async function replayed(id: string): Promise<void> {
  await using folder = await temporaryFolder();
  const file = folder.file("chat.txt");
  await writeFile(
    file,
    "User: My order is 48-20917.\nAssistant: It left Ghent on 5 March.\nUser: Do you sell decaf?",
  );
  const question = "When did my order leave?";
  const result = await command("replay", file, "--session", id, "--ask", question);
  expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(service.url) });
  expect(result.stdout).toContain(`2 turns in session ${id}`);
  expect(result.stdout).toContain("A: It left Ghent on 5 March.");
}

test("replay into a service, list, show", async () => {
  await replayed("listed");
  const listed = await session("list", "--json");
  const ids = listed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).session_id);
  expect(ids).toContain("listed");
  const shown = await session("show", "listed", "--query", "decaf");
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toMatch(/^session {3}listed\nphase {5}\w+\nturns {5}2 \(/);
  expect(shown.stdout).toMatch(/\n {2}\[\d\.\d\d\] Do you sell decaf\?\n/);
  const { metrics, memories } = JSON.parse((await session("show", "listed", "--json")).stdout);
  expect(metrics).toMatchObject({ session_id: "listed", total_memories: 3 });
  expect(memories).toHaveLength(3);
});

test("an export goes to a private file, and comes back under another id", async () => {
  await using folder = await temporaryFolder();
  await replayed("original");
  const file = folder.file("session.json");
  expect(await session("export", "original", "--out", file)).toMatchObject({
    exitCode: 0,
    stdout: "",
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const printed = await session("export", "original");
  expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(await readFile(file, "utf8")));

  expect(await session("import", "copy", file)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("404 Session not found"),
  });
  expect(await session("import", "copy", file, "--create")).toMatchObject({ exitCode: 0 });
  const { metrics } = JSON.parse((await session("show", "copy", "--json")).stdout);
  expect(metrics).toMatchObject({ session_id: "copy", total_memories: 3 });
});

test("a file that is no export", async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.file("a.json"), "{}");
  expect(await session("import", "any", folder.file("a.json"))).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("is not an exported session"),
  });
});

test("a token that the service does not know: what to do about it", async () => {
  const result = await session("show", "any", "--token", "a.b.c");
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toMatch(/401 Invalid license: .*; pass a token of this service/);
});

test("a session that is not there", async () => {
  expect(await session("show", "nowhere")).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "semvec: GET /v1/metrics/{session_id}: 404 Session not found\n",
  });
});
