import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fillAnswers, fillSessions, sceneTurns } from "../testing/database-scene.js";
import { describePostgres, postgresDatabase, runSql } from "../testing/postgres-database.js";
import { run } from "../testing/run.js";
import { type RunningService, runningService } from "../testing/running-service.js";
import { type TemporaryFolder, temporaryFolder } from "../testing/temporary-folder.js";

const opsEach = sceneTurns + 1;

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => folder[Symbol.asyncDispose]());

/** Runs `semvec db …` against a database. */
function db(url: string, ...args: readonly string[]) {
  return run(["db", ...args, "--database", url]);
}

async function json(url: string, ...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await db(url, ...args, "--json");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout);
}

function newFile(name: string): string {
  return `sqlite:///${folder.file(name)}`;
}

/** What every command does on any engine, in the order of an operator's life with it. */
async function expectWholeLife(url: string, other: string, backup: string): Promise<void> {
  expect(await db(url, "status")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("`semvec db migrate`"),
  });
  expect(await json(url, "migrate")).toMatchObject({
    before: null,
    applied: ["0001_initial", "0002_anchor"],
  });
  expect((await db(url, "migrate")).stdout).toContain("0002_anchor, nothing to do");
  await fillSessions(url, { ann: ["a", "b"], bob: ["a"] });
  expect((await json(url, "status")).status).toMatchObject({
    ops: 3 * opsEach,
    live_entities: { session: 3 },
    outbox_rows: 0,
  });
  expect(await json(url, "verify", "--all")).toMatchObject({
    logs: 3,
    ops: 3 * opsEach,
    replayed: 3,
    problems: [],
  });
  const made = await json(url, "backup", backup);
  const restored = await json(other, "restore", backup);
  expect(restored.rows_sha256).toBe(made.rows_sha256);
  expect(await json(other, "verify", "--all")).toMatchObject({ logs: 3, problems: [] });
  const refused = await db(other, "restore", backup);
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/--force.*op 123/) });
  const forced = await db(other, "restore", backup, "--force");
  expect(forced).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("overwritten: rows of entity 3"),
  });
  await expectCompaction(url);
}

async function expectCompaction(url: string): Promise<void> {
  const asked = await db(url, "compact", "--all");
  expect(asked).toMatchObject({ exitCode: 1, stdout: "" });
  expect(asked.stderr).toMatch(/3 logs .*purge by source.*\n.*agree with --yes/);
  expect(await db(url, "compact", "--session", "a", "--yes")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("add --tenant (ann, bob)"),
  });
  const one = await json(url, "compact", "--session", "a", "--tenant", "ann", "--yes");
  expect(one).toMatchObject({ compacted: 1, ops_deleted: 30 });
  const ann = await json(url, "compact", "--all", "--tenant", "ann", "--yes");
  expect(ann).toMatchObject({ compacted: 2, ops_deleted: 30 });
  expect(await json(url, "verify", "--all")).toMatchObject({
    logs: 3,
    ops: 3 * opsEach - 60,
    problems: [],
  });
}

describe("semvec db on SQLite", () => {
  test("migrate, status, verify, backup, restore, compact", async () => {
    await expectWholeLife(newFile("life.db"), newFile("other.db"), folder.file("life.backup"));
  });

  test.each([
    [["verify"], "name one with --session"],
    [["compact", "--all", "--session", "a"], "name one with --session"],
    [["migrate", "--partitions", "4"], "--partitions is for PostgreSQL"],
  ])("%j makes no sense", async (args, problem) => {
    const result = await db(newFile("usage.db"), ...args);
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(problem) });
  });

  test("a file that is no backup", async () => {
    await writeFile(folder.file("no.backup"), "something else entirely");
    expect(await db(newFile("none.db"), "restore", folder.file("no.backup"))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("is no backup"),
    });
  });
});

describe("beside a running service", () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await runningService("--embedder", "none");
  });

  afterAll(() => service.stop());

  test("status, verify and backup work; what writes says to stop it", async () => {
    const { databaseUrl } = service;
    const headers = {
      authorization: `Bearer ${service.token}`,
      "content-type": "application/json",
    };
    const body = JSON.stringify({ session_id: "live", dimension: 4 });
    await fetch(`${service.url}/v1/session/create`, { method: "POST", headers, body });
    expect((await json(databaseUrl, "status")).status).toMatchObject({ entities: 1 });
    expect(await json(databaseUrl, "verify", "--all")).toMatchObject({ logs: 1, problems: [] });
    for (const tenant of ["dev", "sub:dev"]) {
      const ofOne = await json(databaseUrl, "verify", "--all", "--tenant", tenant);
      expect(ofOne).toMatchObject({ logs: 1, problems: [] });
      const live = await json(databaseUrl, "verify", "--session", "live", "--tenant", tenant);
      expect(live).toMatchObject({ logs: 1, problems: [] });
    }
    expect(await db(databaseUrl, "verify", "--all", "--tenant", "nobody")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("the database holds nothing of nobody"),
    });
    const backup = folder.file("live.backup");
    expect(await json(databaseUrl, "backup", backup)).toMatchObject({ rows: { entity: 1, op: 1 } });
    for (const args of [
      ["compact", "--all", "--yes"],
      ["restore", backup],
    ]) {
      expect(await db(databaseUrl, ...args)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/in use by .*: stop the service first/),
      });
    }
  });
});

describePostgres("semvec db on PostgreSQL", () => {
  test("migrate, status, verify, backup, restore, compact", async () => {
    const [url, other] = [await postgresDatabase(), newFile("from-postgres.db")];
    await expectWholeLife(url, other, folder.file("postgres.backup"));
  });

  test("names damage and exits 1", async () => {
    const url = await postgresDatabase();
    await fillSessions(url, { ann: ["sound", "torn"] });
    await runSql(url, "UPDATE op SET body = '\\x00' WHERE entity = 'torn' AND seq = 7");
    const found = await db(url, "verify", "--all");
    expect(found).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("1 of 2 logs") });
    expect(found.stdout).toMatch(/^ann torn: .*op 7 fails its hash/);
    expect(await db(url, "verify", "--session", "sound")).toMatchObject({ exitCode: 0 });
    expect(await db(url, "verify", "--session", "nobody")).toMatchObject({
      exitCode: 1,
      stderr: "semvec: there is no session nobody\n",
    });
  });

  test("compact passes over a damaged log, names it and exits 1", async () => {
    const url = await postgresDatabase();
    await fillSessions(url, { ann: ["a-torn", "b-sound", "c-bad-snapshot", "d-sound"] });
    await runSql(url, "UPDATE op SET body = '\\x00' WHERE entity = 'a-torn' AND seq = 35");
    await runSql(url, "UPDATE snapshot SET body = '\\x00' WHERE entity = 'c-bad-snapshot'");
    const found = await db(url, "compact", "--all", "--yes", "--json");
    expect(found).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("a-torn, c-bad-snapshot"),
    });
    expect(JSON.parse(found.stdout)).toMatchObject({ compacted: 2, ops_deleted: 60 });
  });

  test("names damaged answers and messages, of tenants without a log too", async () => {
    const url = await postgresDatabase();
    await fillSessions(url, { ann: ["sound"] });
    await fillAnswers(url, "ann", "server");
    const verify = async (...args: readonly string[]) => db(url, "verify", ...args);
    expect(await verify("--all")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("2 kept answers, 0 messages"),
    });
    await runSql(url, "UPDATE idem SET status = 201 WHERE tenant = 'server'");
    await runSql(
      url,
      `INSERT INTO outbox
        (tenant, target, target_genesis_seq, src, src_seq, src_index, body, checksum, visible_ms)
      VALUES ('ann', 'region', 1, 'sound', 1, 0, '', '', 0)`,
    );
    const found = await verify("--all");
    expect(found).toMatchObject({
      exitCode: 1,
      stderr: "semvec: 2 kept answers or messages are damaged\n",
    });
    expect(found.stdout).toMatch(/^ann: .*outbox row 1 .*\nserver: .*idempotency record "k"/);
    expect(JSON.parse((await verify("--all", "--tenant", "server", "--json")).stdout)).toEqual({
      ...{ logs: 0, ops: 0, snapshots: 0, replayed: 0, answers: 1, outbox_rows: 0 },
      problems: [{ tenant: "server", problem: expect.stringContaining("idempotency record") }],
    });
    expect(await verify("--session", "sound")).toMatchObject({ exitCode: 0 });
  });

  test("a server that may lose commits is refused, unless the environment allows it", async () => {
    const [url, other] = [await postgresDatabase(), await postgresDatabase()];
    for (const each of [url, other]) {
      const name = new URL(each).pathname.slice(1);
      await runSql(each, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    }
    const backup = folder.file("unsafe.backup");
    const both = async (...args: readonly string[]) => {
      expect(await run(["db", ...args])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("SEMVEC_ALLOW_UNSAFE_DB=1"),
      });
      const env = { SEMVEC_ALLOW_UNSAFE_DB: "1" };
      expect(await run(["db", ...args], { env })).toMatchObject({ exitCode: 0 });
    };
    await both("migrate", "--database", url);
    await both("compact", "--all", "--yes", "--database", url);
    await both("reembed", "--all", "--yes", "--database", url);
    expect(await db(url, "backup", backup)).toMatchObject({ exitCode: 0 });
    await both("restore", backup, "--database", other);
  });

  test("a new schema with so many partitions", async () => {
    const url = await postgresDatabase();
    expect(await db(url, "migrate", "--partitions", "3")).toMatchObject({ exitCode: 0 });
    const again = await db(url, "migrate", "--partitions", "3");
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("made already") });
  });
});
