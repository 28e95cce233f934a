import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { sessionMachine, writeStateDict } from "@semvec/core";
import { EntityHost, openStore } from "@semvec/persistence";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "../../src/testing/test-server.js";

const tenant = "sub:alice";
const east = [1, 0, 0, 0];
const hourMs = 3_600_000;

/** Writes a database as the service did when its host ran the session's machine alone. */
async function writeOldDatabase(path: string, nowMs: number) {
  const store = await openStore({ url: `sqlite:///${path}` });
  // A snapshot after two ops: what is replayed begins with one, and goes on with the log.
  const limits = { snapshotEveryOps: 2 };
  const host = new EntityHost({ store, machine: sessionMachine, limits });
  const options = { dimension: 4 };
  await host.execute(tenant, "old", { kind: "create", nowMs, options });
  await host.execute(tenant, "brief", {
    kind: "create",
    nowMs,
    options: { ...options, ttlSeconds: 60 },
  });
  await host.execute(tenant, "old", {
    kind: "store",
    nowMs,
    message: { text: "My order 4471 is late", vector: east },
    response: { text: "It left on Monday", vector: east },
  });
  await host.execute(tenant, "old", {
    kind: "run",
    nowMs,
    message: { text: "And my refund?", vector: east },
    shortCircuitThreshold: 0.85,
    topK: 5,
    tokenBudget: 350,
  });
  const exported = await host.read(tenant, "old", (state) => state && writeStateDict(state));
  await host.drain();
  await store.close();
  return exported;
}

test("a database that the session's machine alone has written goes on where it was", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "semvec.db");
  const clock = new ManualClock();
  const written = await writeOldDatabase(path, clock.nowMs() - hourMs);
  const env = { DATABASE_URL: `sqlite:///${path}`, SEMVEC_DATA_DIR: directory.path };
  const params = { session_id: "old" };
  let after: unknown;
  {
    await using server = await startTestServer(env, { clock });
    const client = server.as("alice");
    const { state_dict } = await client.ok("exportSession", { params });
    expect(state_dict).toEqual(written);
    // What waited for its response still waits for it.
    const body = { session_id: "old", response: "It is paid", response_embedding: east };
    await client.ok("store", { body });
    expect(await client.ok("sessionMetrics", { params })).toMatchObject({ interaction_count: 2 });
    const verified = await client.ok("verifySession", {
      params,
      body: { test_embeddings: [east] },
    });
    expect(verified).toMatchObject({ consistent: true, max_deviation: 0 });
    const brief = await client.send("sessionMetrics", { params: { session_id: "brief" } });
    expect(brief.status).toBe(404);
    await client.ok("createCluster", { body: { name: "C", cluster_id: "c", dimension: 4 } });
    const cluster = { cluster_id: "c" };
    expect(await client.ok("addMember", { params: cluster, body: params })).toMatchObject({
      added: true,
    });
    await client.ok("purgeSession", { params, body: { role: "assistant" } });
    after = await client.ok("exportSession", { params });
  }
  await using server = await startTestServer(env, { clock });
  expect(await server.as("alice").ok("exportSession", { params })).toEqual(after);
  directory.remove();
});
