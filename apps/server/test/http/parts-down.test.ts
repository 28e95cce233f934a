import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { EmbedderUnavailableError } from "@semvec/embedders";
import { GatedEmbedder } from "../../src/testing/gated-embedder.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "../../src/testing/test-server.js";

test("with the embedder down, text is 503; reads and brought vectors go on", async () => {
  const embedder = new GatedEmbedder();
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  const { session_id } = await client.ok("run", { body: { message: "hello" } });
  embedder.failure = new EmbedderUnavailableError("gone");
  const answer = await client.send("run", { body: { session_id, message: "anyone" } });
  expect(answer).toMatchObject({
    status: 503,
    body: { detail: "The embedder is not available: bring your own vectors, or retry later" },
  });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  const ready = await client.send("readyz", {});
  expect(ready).toMatchObject({ status: 503, body: { checks: { embedder: "failed" } } });

  const response_embedding = Array.from({ length: 384 }, (_, i) => i + 1);
  await client.ok("store", { body: { session_id, response: "hi", response_embedding } });
  expect(await client.ok("sessionMetrics", { params: { session_id } })).toMatchObject({
    interaction_count: 1,
  });
});

test("message and response are embedded in one call, and never twice", async () => {
  const embedder = new GatedEmbedder();
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  const { session_id } = await client.ok("run", { body: { message: "hello" } });
  const body = { session_id, message: "and now", response: "hi" };
  await client.ok("run", { body });
  expect(embedder.calls).toBe(2);
  await client.ok("run", { body });
  expect(embedder.calls).toBe(2);
  await server.as("bob").ok("run", { body: { message: "hello" } });
  expect(embedder.calls).toBe(3);
});

test("a session of another model's vectors goes by its words, and says so", async () => {
  const directory = temporaryDirectory();
  const env = { DATABASE_URL: `sqlite:///${join(directory.path, "a.db")}` };
  let session_id = "";
  {
    const other = Object.assign(new GatedEmbedder(), { id: "other:1" });
    await using server = await startTestServer(env, { embedder: other });
    const body = { message: "my kettle is in the attic" };
    ({ session_id } = await server.as("alice").ok("run", { body }));
  }
  await using server = await startTestServer(env);
  const client = server.as("alice");
  const params = { session_id };
  const turn = { session_id, message: "and the spare keys", response: "Noted, the attic." };
  const run = await client.send("run", { body: turn });
  expect(run).toMatchObject({ status: 200, body: { drift_score: 0, turn: 1 } });
  expect(run.headers.get("x-semvec-degraded")).toBe("embedder");
  const stored = await client.send("store", { body: { session_id, response: "in the hall" } });
  expect(stored.headers.get("x-semvec-degraded")).toBe("embedder");
  const recalled = await client.send("recall", { params, body: { query: "spare keys" } });
  expect(recalled).toMatchObject({
    status: 200,
    body: { context: expect.stringContaining("hall") },
  });
  expect(recalled.headers.get("x-semvec-degraded")).toBe("embedder");
  expect(await client.ok("sessionMetrics", { params })).toMatchObject({ total_memories: 4 });

  const brought = { message: "hello", query_embedding: new Array(384).fill(1) };
  const whole = await client.send("run", { body: { session_id, ...brought } });
  expect(whole.headers.get("x-semvec-degraded")).toBeNull();
  expect(await client.send("addAnchor", { params, body: { text: "attic" } })).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ["body", "text"], msg: expect.stringContaining("other:1") }] },
  });
  await server.running.close();
  directory.remove();
});

test("a session whose lifetime is over is gone, and its id is free again", async () => {
  const clock = new ManualClock();
  await using server = await startTestServer({}, { clock });
  const client = server.as("alice", { ttlSeconds: 86_400 });
  const body = { session_id: "brief", ttl_seconds: 60 };
  const params = { session_id: "brief" };
  await client.ok("createSession", { body });
  clock.advance(50_000);
  await client.ok("run", { body: { session_id: "brief", message: "hello" } });
  clock.advance(59_999);
  await client.ok("sessionMetrics", { params });
  clock.advance(1);
  expect(await client.send("sessionMetrics", { params })).toMatchObject({
    status: 404,
    body: { detail: "Session not found" },
  });
  expect(await client.ok("listSessions", { query: {} })).toEqual([]);
  expect(await client.ok("createSession", { body })).toEqual({
    session_id: "brief",
    created: true,
  });
});
