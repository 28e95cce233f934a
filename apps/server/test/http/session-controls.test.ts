import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { anchorsMax, testEmbeddingsMax, triggersMax } from "@semvec/contract";
import type { ApiClient } from "../../src/testing/api-client.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

const dimension = 8;

let server: TestServer;
let client: ApiClient;
let sessions = 0;
let session_id = "";
let params = { session_id };
beforeAll(async () => {
  server = await startTestServer({ SEMVEC_EMBEDDER_DIM: String(dimension) });
  client = server.as("alice");
});
beforeEach(async () => {
  sessions += 1;
  session_id = `s${sessions}`;
  params = { session_id };
  await client.ok("createSession", { body: { session_id } });
});
afterAll(() => server.close());

/** The unit vector along one axis, or between two. */
function axis(index: number, second = index): number[] {
  return Array.from({ length: dimension }, (_, i) => (i === index || i === second ? 1 : 0));
}

function storeTurn(message: string, vector: number[]) {
  // Equal responses would be merged into one memory.
  const response = `about ${message}`;
  const turn = { message, message_embedding: vector, response, response_embedding: vector };
  return client.ok("storeTurns", { params, body: { turns: [turn] } });
}

async function totalMemories(): Promise<number> {
  return (await client.ok("sessionMetrics", { params })).total_memories;
}

test("a session that names no dimension has the configured one", async () => {
  expect((await client.ok("sessionMetrics", { params })).config).toMatchObject({ dimension });
  const other = { session_id, dimension: 16 };
  expect((await client.send("createSession", { body: other })).status).toBe(409);
  const same = { session_id, dimension };
  expect(await client.ok("createSession", { body: same })).toMatchObject({ created: false });
});

describe("triggers", () => {
  test("are counted once each, and cleared", async () => {
    const add = (body: object) => client.send("addTrigger", { params, body });
    const count = (trigger_count: number) => ({ status: 200, body: { session_id, trigger_count } });
    expect(await add({ keyword: "Refund" })).toMatchObject(count(1));
    expect(await add({ keyword: "refund" })).toMatchObject(count(1));
    expect(await add({ embedding: axis(0) })).toMatchObject(count(2));
    expect(await add({ keyword: "refund", embedding: axis(1), threshold: 0.5 })).toMatchObject(
      count(3),
    );
    expect(await client.ok("clearTriggers", { params })).toEqual({ session_id, trigger_count: 0 });
    expect(await client.ok("clearTriggers", { params })).toEqual({ session_id, trigger_count: 0 });
  });

  test("give the memories of a matching turn importance 1 and a reason", async () => {
    await client.ok("addTrigger", { params, body: { keyword: "refund" } });
    await storeTurn("I want a refund", axis(0));
    const body = { query: "refund", query_embedding: axis(0) };
    const { memories } = await client.ok("recall", { params, body });
    const [memory] = memories.filter(({ text }) => text === "I want a refund");
    expect(memory?.reasons).toContain("trigger:refund");
    const memory_hash = memory?.memory_hash ?? "";
    const found = await client.ok("getMemory", { params: { session_id, memory_hash } });
    expect(found.importance).toBe(1);
  });

  test("are held at their edge", async () => {
    for (let i = 0; i < triggersMax; i++) {
      await client.ok("addTrigger", { params, body: { keyword: `word ${i}` } });
    }
    const answer = await client.send("addTrigger", { params, body: { keyword: "one more" } });
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: "A session holds at most 256 triggers; clear them first" },
    });
    const again = { params, body: { keyword: "WORD 7" } };
    expect(await client.ok("addTrigger", again)).toMatchObject({ trigger_count: triggersMax });
  });

  test("of another dimension are refused, after the session is known", async () => {
    const body = { embedding: [1, 2] };
    expect(await client.send("addTrigger", { params, body })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "embedding"] }] },
    });
    const none = { session_id: "none" };
    expect((await client.send("addTrigger", { params: none, body })).status).toBe(404);
  });
});

describe("anchors", () => {
  test("score how well the conversation keeps to them", async () => {
    const empty = { anchor_score: 0, drift_threshold: 0.6, realignment_remaining: 0 };
    expect(await client.ok("anchorScore", { params })).toEqual({
      session_id,
      anchor_count: 0,
      ...empty,
    });
    const anchor = { params, body: { embedding: axis(0) } };
    expect(await client.ok("addAnchor", anchor)).toEqual({ session_id, anchor_count: 1 });
    await storeTurn("along", axis(0));
    const along = await client.ok("anchorScore", { params });
    expect(along).toMatchObject({ anchor_count: 1 });
    expect(along.anchor_score).toBeCloseTo(1, 5);
    await client.ok("resetSession", { params });
    await storeTurn("across", axis(1));
    expect((await client.ok("anchorScore", { params })).anchor_score).toBeCloseTo(0, 2);
  });

  test("may be texts", async () => {
    const wide = { session_id: `${session_id}-wide` };
    await client.ok("createSession", { body: { ...wide, dimension: 384 } });
    const body = { text: "orders and returns" };
    expect(await client.ok("addAnchor", { params: wide, body })).toMatchObject({ anchor_count: 1 });
    // Below 64 dimensions no text is embedded.
    expect(await client.send("addAnchor", { params, body })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "text"] }] },
    });
  });

  test("are held at their edge", async () => {
    const body = { embedding: axis(0) };
    for (let i = 0; i < anchorsMax; i++) await client.ok("addAnchor", { params, body });
    expect(await client.send("addAnchor", { params, body })).toMatchObject({ status: 409 });
    expect(await client.ok("anchorScore", { params })).toMatchObject({ anchor_count: anchorsMax });
  });
});

describe("isolation", () => {
  test("quarantine holds turns near an exclusion until they are released", async () => {
    const body = { level: "QUARANTINE" as const, exclusion_embeddings: [axis(0)] };
    expect(await client.ok("setIsolation", { params, body })).toEqual({
      session_id,
      level: "QUARANTINE",
    });
    await storeTurn("forbidden", axis(0));
    await storeTurn("allowed", axis(1));
    expect(await totalMemories()).toBe(2);
    const open = { params, body: { level: "OPEN" as const } };
    await client.ok("setIsolation", open);
    expect(await totalMemories()).toBe(2);
    expect(await client.ok("releaseIsolation", { params })).toEqual({
      session_id,
      released_count: 1,
    });
    expect(await totalMemories()).toBe(4);
    expect(await client.ok("releaseIsolation", { params })).toMatchObject({ released_count: 0 });
  });

  test("a filter drops, and its allowlist and threshold count", async () => {
    const level = "FILTER" as const;
    const near = axis(0, 1);
    await client.ok("setIsolation", { params, body: { level, exclusion_embeddings: [axis(0)] } });
    await storeTurn("between, at a cosine of 0.71", near);
    expect(await totalMemories()).toBe(2);
    const strict = { level, exclusion_embeddings: [axis(0)], similarity_threshold: 0.5 };
    await client.ok("setIsolation", { params, body: strict });
    await storeTurn("between, again", near);
    expect(await totalMemories()).toBe(2);
    await client.ok("setIsolation", {
      params,
      body: { ...strict, allowlist_embeddings: [near] },
    });
    await storeTurn("between, and allowed", near);
    expect(await totalMemories()).toBe(4);
    expect(await client.ok("releaseIsolation", { params })).toMatchObject({ released_count: 0 });
  });

  test("a run in lockdown answers, and says that nothing was stored", async () => {
    const body = { level: "LOCKDOWN" as const, allowlist_embeddings: [axis(3)] };
    await client.ok("setIsolation", { params, body });
    const vectors = { query_embedding: axis(0), response_embedding: axis(0) };
    const run = { session_id, message: "hello", response: "hi", ...vectors };
    expect(await client.ok("run", { body: run })).toMatchObject({ admitted: false });
    expect(await totalMemories()).toBe(0);
  });

  test("a vector of another dimension is named by its place", async () => {
    const body = { level: "FILTER", allowlist_embeddings: [axis(0), [1]] };
    expect(await client.send("setIsolation", { params, body })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "allowlist_embeddings", 1] }] },
    });
  });
});

describe("memories by hand", () => {
  test("are found, and do not move the state", async () => {
    await storeTurn("hello", axis(0));
    const before = await client.ok("sessionState", { params });
    const body = {
      embedding: axis(2),
      text: "The invoice is 4711.",
      tier: "long_term" as const,
      importance: 0.9,
      access_count: 3,
    };
    const { memory_hash, ...rest } = await client.ok("injectMemory", { params, body });
    expect(rest).toEqual({ session_id, tier: "long_term", total_memories: 3 });
    const memory = await client.ok("getMemory", { params: { session_id, memory_hash } });
    expect(memory).toMatchObject({
      text: "The invoice is 4711.",
      tier: "long_term",
      importance: 0.9,
      access_count: 3,
      provenance: { origin: "synthetic" },
    });
    const after = await client.ok("sessionState", { params });
    expect(after).toEqual({ ...before, seq: before.seq + 1 });
  });

  test("can be forgotten, once", async () => {
    const body = { embedding: axis(0), text: "a secret" };
    const { memory_hash } = await client.ok("injectMemory", { params, body });
    const one = { session_id, memory_hash };
    expect(await client.ok("forgetMemory", { params: one })).toEqual({ ...one, deleted: true });
    expect(await totalMemories()).toBe(0);
    for (const route of ["forgetMemory", "getMemory"] as const) {
      expect(await client.send(route, { params: one })).toMatchObject({
        status: 404,
        body: { detail: "Memory not found" },
      });
    }
  });
});

describe("verification", () => {
  const test_embeddings = [axis(0), axis(1), axis(2, 3)];

  test("a session answers as it does when rebuilt from its log", async () => {
    await storeTurn("first", axis(0));
    await storeTurn("second", axis(1, 2));
    await client.ok("resetSession", { params });
    for (let i = 0; i < 140; i++) await storeTurn(`turn ${i}`, axis(i % dimension));
    const body = { test_embeddings, tolerance: 0 };
    expect(await client.ok("verifySession", { params, body })).toEqual({
      consistent: true,
      max_deviation: 0,
    });
  });

  test("also after it was deleted and made again under its id", async () => {
    await storeTurn("of the first", axis(0));
    await client.ok("deleteSession", { params });
    await client.ok("createSession", { body: { session_id } });
    await storeTurn("of the second", axis(1));
    const body = { test_embeddings, tolerance: 0 };
    expect(await client.ok("verifySession", { params, body })).toMatchObject({ consistent: true });
  });

  test("an import answers as what it was exported from", async () => {
    await storeTurn("hello", axis(0, 1));
    const { state_dict } = await client.ok("exportSession", { params });
    const copy = { session_id: `${session_id}-copy` };
    await client.ok("createSession", { body: copy });
    await client.ok("importSession", { params: copy, body: { state_dict } });
    const body = { test_embeddings, reference_session_id: session_id, tolerance: 0 };
    expect(await client.ok("verifySession", { params: copy, body })).toMatchObject({
      consistent: true,
    });
  });

  test("sessions of other content differ, by as much as it says", async () => {
    await storeTurn("hello", axis(0));
    const other = { session_id: `${session_id}-other` };
    await client.ok("createSession", { body: other });
    const verify = async (tolerance: number) => {
      const body = { test_embeddings, reference_session_id: other.session_id, tolerance };
      return client.ok("verifySession", { params, body });
    };
    const { consistent, max_deviation } = await verify(1e-3);
    expect(consistent).toBe(false);
    expect(max_deviation).toBeCloseTo(1, 5);
    expect(await verify(max_deviation)).toMatchObject({ consistent: true });
  });

  test("changes nothing, not even the place in the log", async () => {
    await storeTurn("hello", axis(0));
    const before = await client.ok("sessionState", { params });
    await client.ok("verifySession", { params, body: { test_embeddings } });
    expect(await client.ok("sessionState", { params })).toEqual(before);
  });

  test("what it cannot compare is refused", async () => {
    const verify = (body: object) => client.send("verifySession", { params, body });
    await server.as("bob").ok("createSession", { body: { session_id: "bobs" } });
    for (const reference_session_id of ["none", "bobs"]) {
      expect(await verify({ test_embeddings, reference_session_id })).toMatchObject({
        status: 404,
        body: { detail: "Session not found" },
      });
    }
    const wide = { session_id: `${session_id}-wide`, dimension: 16 };
    await client.ok("createSession", { body: wide });
    expect(await verify({ test_embeddings, reference_session_id: wide.session_id })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "reference_session_id"] }] },
    });
    expect(await verify({ test_embeddings: [axis(0), [1]] })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "test_embeddings", 1] }] },
    });
    const most = new Array(testEmbeddingsMax).fill(axis(0));
    expect((await verify({ test_embeddings: most })).status).toBe(200);
    expect((await verify({ test_embeddings: [...most, axis(0)] })).status).toBe(422);
  });
});

describe("state", () => {
  test("is zero before the first turn, then points along it", async () => {
    expect(await client.ok("sessionState", { params })).toEqual({
      vector: new Array(dimension).fill(0),
      dimension,
      norm: 0,
      phase: "initialization",
      drift: 0,
      seq: 1,
    });
    await storeTurn("hello", axis(2));
    const { vector, norm, seq } = await client.ok("sessionState", { params });
    expect([norm, seq]).toEqual([expect.closeTo(1, 5), 2]);
    expect(vector[2]).toBeCloseTo(1, 5);
  });

  test("is sent again only when it has changed", async () => {
    const first = await client.send("sessionState", { params });
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"1-[0-9a-f]{8}"$/);
    const again = await client.send("sessionState", { params }, { "If-None-Match": tag });
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.headers.get("etag")).toBe(tag);
    await storeTurn("hello", axis(0));
    const later = await client.send("sessionState", { params }, { "If-None-Match": tag });
    expect(later).toMatchObject({ status: 200, body: { seq: 2 } });
    expect(later.headers.get("etag")).not.toBe(tag);
  });
});

test("an export holds triggers and anchors", async () => {
  await client.ok("addTrigger", { params, body: { keyword: "refund" } });
  await client.ok("addAnchor", { params, body: { embedding: axis(0) } });
  const { state_dict } = await client.ok("exportSession", { params });
  const copy = { session_id: `${session_id}-copy` };
  await client.ok("createSession", { body: copy });
  await client.ok("importSession", { params: copy, body: { state_dict } });
  expect(await client.ok("anchorScore", { params: copy })).toMatchObject({ anchor_count: 1 });
  const again = { params: copy, body: { keyword: "refund" } };
  expect(await client.ok("addTrigger", again)).toMatchObject({ trigger_count: 1 });
});
