import { describe, expect, test } from "@jest/globals";
import type { RouteId } from "@semvec/contract";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  addMember,
  cluster,
  detailOf,
  east,
  makeClusters,
  makeSessions,
  north,
  say,
  stateOf,
} from "../../src/testing/groups.js";
import type { TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
let client: ApiClient;
eachTestASubject((it) => {
  ({ server, client } = it);
});

const of = (cluster_id: string) => ({ params: { cluster_id } });

describe("POST /v1/cluster/", () => {
  test("answers 201 with the defaults filled in, and makes a session of the same id", async () => {
    const answer = await client.send("createCluster", { body: cluster("c") });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        cluster_id: "c",
        name: "Cluster c",
        aggregation_mode: "weighted_average",
        coupling_factor: 0,
      },
    });
    const metrics = await client.ok("sessionMetrics", { params: { session_id: "c" } });
    expect(metrics).toMatchObject({ session_id: "c", interaction_count: 0 });
  });

  test("R16: the same again is 200, with other parameters 409; an id may be made again", async () => {
    const first = await client.send("createCluster", { body: cluster("c") });
    const again = await client.send("createCluster", { body: cluster("c") });
    expect([again.status, again.body]).toEqual([200, first.body]);
    for (const other of [{ name: "Other" }, { dimension: 4 }, { coupling_factor: 0.5 }]) {
      const answer = await client.send("createCluster", { body: { ...cluster("c"), ...other } });
      expect(answer.status).toBe(409);
    }
    await say(client, "c", east);
    await client.ok("deleteCluster", of("c"));
    expect(await client.send("createCluster", { body: cluster("c") })).toMatchObject({
      status: 201,
    });
    expect(await client.ok("getCluster", of("c"))).toMatchObject({ interaction_count: 0 });
  });

  test("an id of a session is taken, and a session's id of a cluster", async () => {
    await makeSessions(client, "s");
    expect(await client.send("createCluster", { body: cluster("s") })).toMatchObject({
      status: 409,
      body: { detail: "The id belongs to a session already" },
    });
    await makeClusters(client, "c");
    expect(await client.send("createSession", { body: { session_id: "c" } })).toMatchObject({
      status: 409,
      body: { detail: "The id belongs to a cluster already" },
    });
  });

  test("an unknown mode is 400; what is out of bounds or reserved is 422", async () => {
    const send = (body: object) => client.send("createCluster", { body });
    expect(await send({ name: "C", aggregation_mode: "median" })).toMatchObject({
      status: 400,
      body: { detail: "aggregation_mode must be one of weighted_average, attention" },
    });
    for (const body of [
      {},
      { name: "" },
      { name: "C", coupling_factor: 1.01 },
      { name: "C", dimension: 0 },
      { name: "C", cluster_id: "meta:c" },
      { name: "C", cluster_id: "user:c" },
    ]) {
      expect([body, (await send(body)).status]).toEqual([body, 422]);
    }
  });
});

test("GET /v1/cluster/ is a bare array, whole or page by page, oldest first", async () => {
  expect(await client.ok("listClusters", { query: {} })).toEqual([]);
  await makeClusters(client, "a", "b", "c");
  await makeSessions(client, "s");
  await addMember(client, "b", "s");
  const rows = await client.ok("listClusters", { query: {} });
  expect(rows.map(({ cluster_id, member_count }) => [cluster_id, member_count])).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 0],
  ]);
  const page = await client.send("listClusters", { query: { limit: 2 } });
  expect(page.body).toEqual(rows.slice(0, 2));
  const cursor = page.headers.get("x-next-cursor") ?? "";
  const rest = await client.send("listClusters", { query: { limit: 2, cursor } });
  expect(rest.body).toEqual(rows.slice(2));
  expect(rest.headers.has("x-next-cursor")).toBe(false);
});

describe("GET /v1/cluster/{id}", () => {
  test("R17: without a state anywhere the aggregate is a zero vector of its dimension", async () => {
    await makeClusters(client, "c");
    expect(await client.ok("getCluster", of("c"))).toEqual({
      cluster_id: "c",
      name: "Cluster c",
      member_count: 0,
      phase: "initialization",
      interaction_count: 0,
      total_memories: 0,
      aggregation_mode: "weighted_average",
      coupling_factor: 0,
      aggregate_vector: [0, 0, 0],
    });
  });

  test("R17: the aggregate weighs by interactions; members' memories stay theirs", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "a", "b", "silent");
    await say(client, "a", east, 3);
    await say(client, "b", north);
    for (const id of ["a", "b", "silent"]) await addMember(client, "c", id);
    const view = await client.ok("getCluster", of("c"));
    expect(view).toMatchObject({ member_count: 3, total_memories: 0, interaction_count: 0 });
    const [x = 0, y = 0] = view.aggregate_vector;
    expect(x / y).toBeCloseTo(3, 1);
    expect(Math.hypot(...view.aggregate_vector)).toBeCloseTo(1, 6);
  });

  test("R17: attention weighs by nearness to the backing session's own state", async () => {
    const body = { ...cluster("c"), aggregation_mode: "attention" };
    await client.ok("createCluster", { body });
    await makeSessions(client, "near", "far");
    await say(client, "c", east);
    await say(client, "near", east);
    await say(client, "far", north, 20);
    await addMember(client, "c", "near");
    await addMember(client, "c", "far");
    const { aggregate_vector } = await client.ok("getCluster", of("c"));
    expect(aggregate_vector[0]).toBeGreaterThan(0.99);
  });
});

test("DELETE /v1/cluster/{id} takes the backing session along; members stay", async () => {
  await makeClusters(client, "c");
  await makeSessions(client, "s");
  await addMember(client, "c", "s");
  expect(await client.ok("deleteCluster", of("c"))).toEqual({ deleted: true });
  expect(await detailOf(client.send("getCluster", of("c")))).toEqual([404, "Cluster not found"]);
  const gone = client.send("sessionMetrics", { params: { session_id: "c" } });
  expect(await detailOf(gone)).toEqual([404, "Session not found"]);
  await client.ok("sessionMetrics", { params: { session_id: "s" } });
  await makeClusters(client, "other");
  expect(await addMember(client, "other", "s")).toMatchObject({ body: { added: true } });
});

describe("turns of a cluster", () => {
  const pair = { message: "hello", message_embedding: east, response: "hi" };

  test("R19: store keeps a pair and leaves what waits for its response", async () => {
    await makeClusters(client, "c");
    const waiting = { message: "What waits?", query_embedding: east };
    await client.ok("run", { body: { session_id: "c", ...waiting } });
    const body = { ...pair, response_embedding: east };
    expect(await client.ok("storeCluster", { ...of("c"), body })).toEqual({
      cluster_id: "c",
      stored: true,
      total_memories: 2,
    });
    const answer = { session_id: "c", response: "This.", response_embedding: north };
    await client.ok("store", { body: answer });
    expect(await client.ok("getCluster", of("c"))).toMatchObject({
      interaction_count: 2,
      total_memories: 4,
    });
  });

  test("run answers as /v1/run does, under the cluster's id, in its dimension", async () => {
    await client.ok("createCluster", { body: { name: "Text", cluster_id: "t", dimension: 512 } });
    const answer = await client.ok("runCluster", { ...of("t"), body: { message: "hello" } });
    expect(answer).toMatchObject({ session_id: "t", drift_score: 0, turn: 0 });
    expect((await client.ok("getCluster", of("t"))).aggregate_vector).toHaveLength(512);
    const body = { message: "And now?", response: "hi" };
    expect(await client.ok("runCluster", { ...of("t"), body })).toMatchObject({ turn: 1 });
  });

  test("vectors of another length, and text in so few dimensions, are 422", async () => {
    await makeClusters(client, "c");
    const run = (body: object) => client.send("runCluster", { ...of("c"), body });
    expect((await run({ message: "m", query_embedding: [1, 0] })).status).toBe(422);
    expect((await run({ message: "m" })).status).toBe(422);
    const store = client.send("storeCluster", {
      ...of("c"),
      body: { message: "m", response: "r" },
    });
    expect((await store).status).toBe(422);
  });

  test("R8: a reset forgets what the backing session said, not who belongs to it", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "s");
    await addMember(client, "c", "s");
    await say(client, "s", east);
    await say(client, "c", east);
    await client.ok("runCluster", {
      ...of("c"),
      body: { message: "anew", query_embedding: north, reset_context: true },
    });
    await client.ok("resetSession", { params: { session_id: "s" } });
    expect(await client.ok("getCluster", of("c"))).toMatchObject({
      member_count: 1,
      interaction_count: 0,
      aggregate_vector: [0, 0, 0],
    });
  });
});

describe("POST /v1/cluster/{id}/feedback", () => {
  async function pull(coupling_factor: number) {
    await client.ok("createCluster", { body: { ...cluster("c"), coupling_factor } });
    await say(client, "c", north);
    await makeSessions(client, "s", "silent", "locked");
    await say(client, "s", east);
    await say(client, "locked", east);
    const lockdown = { body: { level: "LOCKDOWN" as const } };
    await client.ok("setIsolation", { params: { session_id: "locked" }, ...lockdown });
    for (const id of ["s", "silent", "locked"]) await addMember(client, "c", id);
    const { aggregate_vector } = await client.ok("getCluster", of("c"));
    return { aggregate: aggregate_vector, answer: await client.ok("feedback", of("c")) };
  }

  test("with a coupling factor of 0 it updates nobody", async () => {
    const { answer } = await pull(0);
    expect(answer).toEqual({ cluster_id: "c", sessions_updated: 0 });
    expect(await stateOf(client, "s")).toEqual(await stateOf(client, "locked"));
  });

  test("R12, R17: with 1 it replaces; sessions without a state or locked down are left", async () => {
    const { aggregate, answer } = await pull(1);
    expect(answer).toEqual({ cluster_id: "c", sessions_updated: 1 });
    const moved = await stateOf(client, "s");
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(aggregate[i] ?? Number.NaN, 2);
    });
    expect((await stateOf(client, "locked"))[1]).toBe(0);
    expect(await stateOf(client, "silent")).toEqual([0, 0, 0]);
  });

  test("in between each is (1 − c) of itself and c of the aggregate", async () => {
    const { aggregate } = await pull(0.25);
    const before = await stateOf(client, "locked");
    const moved = await stateOf(client, "s");
    const expected = before.map((value, i) => 0.75 * value + 0.25 * (aggregate[i] ?? 0));
    const cosine = dot(moved, expected) / (Math.hypot(...moved) * Math.hypot(...expected));
    expect(cosine).toBeGreaterThan(0.999);
    expect(moved[1]).toBeGreaterThan(0);
  });
});

test.each<[RouteId, object | undefined]>([
  ["getCluster", undefined],
  ["deleteCluster", undefined],
  ["storeCluster", { message: "m", response: "r" }],
  ["runCluster", { message: "m" }],
  ["feedback", undefined],
  ["addMember", { session_id: "s" }],
  ["removeMember", undefined],
])("%s of another subject's cluster answers as of none", async (id, body) => {
  await makeClusters(client, "mine");
  await makeSessions(client, "s");
  const mallory = server.as("mallory");
  const send = (cluster_id: string) =>
    mallory.send(id, {
      params: { cluster_id, session_id: "s" },
      ...(body !== undefined && { body }),
    });
  const [foreign, missing] = [await send("mine"), await send("nobodys")];
  expect(foreign).toMatchObject({ status: 404, body: { detail: "Cluster not found" } });
  expect(foreign.body).toEqual(missing.body);
  expect(await mallory.ok("listClusters", { query: {} })).toEqual([]);
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
