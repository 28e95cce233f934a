import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { entityMachine } from "@semvec/coordination";
import { hasUnembedded } from "@semvec/core";
import { EntityHost, openStore, type Store } from "@semvec/persistence";
import { describePostgres, postgresDatabase, runSql } from "../testing/postgres-database.js";
import { run } from "../testing/run.js";
import { type TemporaryFolder, temporaryFolder } from "../testing/temporary-folder.js";

const dimension = 384;
const nowMs = Date.UTC(2026, 0, 1);

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => folder[Symbol.asyncDispose]());

/** A vector that no embedder gives. */
const vectorOf = (n: number) => Array.from({ length: dimension }, (_, i) => Math.sin(i * n + n));

async function withHost<T>(
  url: string,
  work: (host: ReturnType<typeof hostOf>) => Promise<T>,
): Promise<T> {
  const store = await openStore({ url });
  const host = hostOf(store);
  try {
    return await work(host);
  } finally {
    await host.drain();
    await store.close();
  }
}

function hostOf(store: Store) {
  return new EntityHost({ store, machine: entityMachine });
}

/** Sessions of an older embedder, of a client's own vectors, and one behind isolation. */
async function fill(url: string): Promise<void> {
  await withHost(url, async (host) => {
    for (const [id, embedderId] of [["old", "old:1"], ["own"], ["guarded", "old:1"]] as const) {
      const options = { dimension, ...(embedderId !== undefined && { embedderId }) };
      await host.execute("ann", id, { kind: "create", options, nowMs });
      const message = { text: "Where does the ferry to Naxos leave?", vector: vectorOf(1) };
      const response = { text: "From the old harbour, at 7:15.", vector: vectorOf(2) };
      await host.execute("ann", id, { kind: "store", message, response, nowMs });
    }
    const exclusions = [vectorOf(3)];
    const isolate = { kind: "set-isolation", level: "FILTER", exclusions, nowMs } as const;
    await host.execute("ann", "guarded", isolate);
    await host.execute("ann", "old", { kind: "add-anchor", vector: vectorOf(4), nowMs });
    // As a service with another embedder stores it.
    const response = { text: "The kettle is in the attic." };
    await host.execute("ann", "old", { kind: "store", response, nowMs });
  });
}

/** Moves the sessions of a database to the bundled model, and looks at what became of them. */
async function expectReembedding(url: string): Promise<void> {
  await fill(url);
  const args = ["db", "reembed", "--all", "--database", url, "--json"];
  expect(await run(args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("--yes") });
  const first = await run([...args, "--yes"]);
  expect(first).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("1 sessions were") });
  expect(JSON.parse(first.stdout)).toMatchObject({
    reembedded: 1,
    texts: 3,
    dropped: { anchors: 1 },
    own: 1,
    refused: [{ tenant: "ann", session: "guarded", why: expect.stringContaining("FILTER") }],
  });
  await withHost(url, async (host) => {
    const open = { kind: "set-isolation", level: "OPEN", nowMs } as const;
    await host.execute("ann", "guarded", open);
  });
  const second = await run([...args, "--yes"]);
  expect(second).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(second.stdout)).toMatchObject({ reembedded: 1, current: 1, own: 1 });
  const state = await withHost(url, (host) =>
    host.read("ann", "old", (found) => ({
      embedderId: found?.session.config.embedderId,
      turns: found?.session.progress.turns,
      memories: found?.session.memories.size,
      isWhole: found !== undefined && !hasUnembedded(found.session),
    })),
  );
  expect(state).toEqual({
    embedderId: expect.stringMatching(/^use-lite/),
    turns: 2,
    memories: 3,
    isWhole: true,
  });
  const verified = await run(["db", "verify", "--all", "--database", url, "--json"]);
  expect(JSON.parse(verified.stdout)).toMatchObject({ logs: 3, replayed: 3, problems: [] });
}

describe("semvec db reembed", () => {
  test("on SQLite", () => expectReembedding(`sqlite:///${folder.file("reembed.db")}`));

  test("without an embedder makes no sense", async () => {
    const url = `sqlite:///${folder.file("none.db")}`;
    const result = await run(["db", "reembed", "--all", "--embedder", "none", "--database", url]);
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--embedder") });
  });
});

describePostgres("semvec db reembed on a server", () => {
  test("on PostgreSQL", async () => expectReembedding(await postgresDatabase()));

  test("passes over a damaged session, names it and exits 1", async () => {
    const url = await postgresDatabase();
    await fill(url);
    await runSql(url, "UPDATE op SET body = '\\x00' WHERE entity = 'guarded' AND seq = 2");
    const found = await run(["db", "reembed", "--all", "--yes", "--database", url, "--json"]);
    expect(found).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("1 sessions") });
    expect(JSON.parse(found.stdout)).toMatchObject({
      reembedded: 1,
      refused: [{ session: "guarded", why: expect.stringContaining("op 2 fails its hash") }],
    });
  });
});
