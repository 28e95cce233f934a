import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  addMember,
  cluster,
  east,
  makeClusters,
  makeSessions,
  north,
  say,
  stateOf,
  up,
} from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";

const clock = new ManualClock();
let client: ApiClient;
eachTestASubject(
  (it) => {
    ({ client } = it);
  },
  { serve: { clock }, claims: { ttlSeconds: 30 * 86_400 } },
);

const hourMs = 3_600_000;
const of = (cluster_id: string) => ({ params: { cluster_id } });
const aggregateOf = async (id: string) => (await client.ok("getCluster", of(id))).aggregate_vector;

/** The unit vector of a weighted sum. */
function unitSum(parts: readonly { readonly weight: number; readonly vector: number[] }[]) {
  const sum = [0, 1, 2].map((i) =>
    parts.reduce((total, { weight, vector }) => total + weight * (vector[i] ?? 0), 0),
  );
  return sum.map((x) => x / Math.hypot(...sum));
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });
}

describe("R17: the weighted aggregate", () => {
  test("weighs by interactions × exp(−age / 24 h), the backing session too", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "old", "young");
    await addMember(client, "c", "old");
    await addMember(client, "c", "young");
    await say(client, "old", east, 3);
    clock.advance(30 * hourMs);
    await say(client, "c", up, 2);
    clock.advance(6 * hourMs);
    await say(client, "young", north);
    const parts = [
      { weight: 3 * Math.exp(-36 / 24), vector: east },
      { weight: 2 * Math.exp(-6 / 24), vector: up },
      { weight: 1, vector: north },
    ];
    expectNear(await aggregateOf("c"), unitSum(parts));
    // All have aged by as much: nothing moves.
    clock.advance(48 * hourMs);
    expectNear(await aggregateOf("c"), unitSum(parts));
    // Who speaks again is young again, and be it to say the same.
    await say(client, "old", east);
    expectNear(
      await aggregateOf("c"),
      unitSum([
        { weight: 4, vector: east },
        { weight: 2 * Math.exp(-54 / 24), vector: up },
        { weight: Math.exp(-48 / 24), vector: north },
      ]),
    );
  });

  test("follows those who leave, and keeps its length of 1", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "a", "b");
    for (const id of ["a", "b"]) await addMember(client, "c", id);
    await say(client, "a", east);
    await say(client, "b", north);
    expectNear(await aggregateOf("c"), [Math.SQRT1_2, Math.SQRT1_2, 0]);
    await client.ok("removeMember", { params: { cluster_id: "c", session_id: "b" } });
    expectNear(await aggregateOf("c"), east);
  });
});

describe("R17: the attentive aggregate", () => {
  const attentive = { ...cluster("c"), aggregation_mode: "attention" };

  test("weighs by the softmax of cosines to the backing session's state at 0.2", async () => {
    await client.ok("createCluster", { body: attentive });
    await say(client, "c", east);
    const members = { near: [1, 0.25, 0], far: [0.5, 0, 1], against: [-1, 0.5, 0] };
    for (const [id, direction] of Object.entries(members)) {
      await makeSessions(client, id);
      await addMember(client, "c", id);
      // Neither turns nor age count here.
      await say(client, id, direction, id === "far" ? 20 : 1);
      clock.advance(24 * hourMs);
    }
    const vectors = [];
    for (const id of ["c", ...Object.keys(members)])
      vectors.push(unitOf(await stateOf(client, id)));
    const parts = vectors.map((vector) => ({ vector, weight: Math.exp((vector[0] ?? 0) / 0.2) }));
    expectNear(await aggregateOf("c"), unitSum(parts));
  });

  test("weighs evenly while the backing session has no state", async () => {
    await client.ok("createCluster", { body: attentive });
    await makeSessions(client, "a", "b");
    for (const id of ["a", "b"]) await addMember(client, "c", id);
    await say(client, "a", east, 9);
    await say(client, "b", north);
    expectNear(await aggregateOf("c"), [Math.SQRT1_2, Math.SQRT1_2, 0]);
  });
});

describe("R17: feedback", () => {
  test("makes each member (1 − c) of itself and c of the aggregate", async () => {
    await client.ok("createCluster", { body: { ...cluster("c"), coupling_factor: 0.25 } });
    await say(client, "c", up);
    await makeSessions(client, "a", "b");
    await say(client, "a", east, 2);
    await say(client, "b", north);
    for (const id of ["a", "b"]) await addMember(client, "c", id);
    const aggregate = await aggregateOf("c");
    const before = { a: await stateOf(client, "a"), b: await stateOf(client, "b") };
    const own = await stateOf(client, "c");
    expect(await client.ok("feedback", of("c"))).toMatchObject({ sessions_updated: 2 });
    for (const [id, vector] of Object.entries(before)) {
      const expected = vector.map((x, i) => 0.75 * x + 0.25 * (aggregate[i] ?? 0));
      expectNear(await stateOf(client, id), expected);
    }
    expect(await stateOf(client, "c")).toEqual(own);
  });

  test("leaves members' memories alone, and no way through the cluster reads them", async () => {
    await client.ok("createCluster", { body: { ...cluster("c"), coupling_factor: 1 } });
    await makeSessions(client, "s");
    await addMember(client, "c", "s");
    await say(client, "s", east, 3);
    await say(client, "c", east);
    const memories = async (session_id: string) =>
      (await client.ok("listMemories", { params: { session_id }, query: {} })).memories;
    const before = await memories("s");
    expect(before).toHaveLength(3);
    await client.ok("feedback", of("c"));
    expect(await memories("s")).toEqual(before);
    const body = { message: "turn of s", query_embedding: east, top_k: 100 };
    const run = await client.ok("runCluster", { ...of("c"), body });
    expect(run.memories).toHaveLength(1);
    expect(run.context).toContain("turn 0 of c");
    expect(run.context).not.toContain("of s");
    expect((await memories("c")).map(({ text }) => text)).toEqual(["turn 0 of c"]);
    const memory_hash = before[0]?.memory_hash ?? "";
    const params = { session_id: "c", memory_hash };
    expect(await client.send("getMemory", { params })).toMatchObject({
      status: 404,
      body: { detail: "Memory not found" },
    });
  });
});

test("R19: reset_context on a cluster resets the backing session and no member", async () => {
  await makeClusters(client, "c");
  await makeSessions(client, "s");
  await addMember(client, "c", "s");
  await say(client, "s", north);
  await say(client, "c", east);
  const metrics = () => client.ok("sessionMetrics", { params: { session_id: "s" } });
  const before = await metrics();
  const body = { message: "anew", query_embedding: up, reset_context: true };
  await client.ok("runCluster", { ...of("c"), body });
  expect(await client.ok("getCluster", of("c"))).toMatchObject({
    member_count: 1,
    interaction_count: 0,
    total_memories: 0,
  });
  expect(await metrics()).toEqual(before);
  expectNear(await aggregateOf("c"), north);
});

test("R19: /run and /store on the cluster's id are the cluster's", async () => {
  await makeClusters(client, "c");
  const body = { message: "asked by one way", query_embedding: east };
  await client.ok("runCluster", { ...of("c"), body });
  const answer = { session_id: "c", response: "answered by the other", response_embedding: east };
  await client.ok("store", { body: answer });
  const again = { session_id: "c", message: "And what was asked?", query_embedding: east };
  const { context } = await client.ok("run", { body: again });
  expect(context).toContain("Q: asked by one way A: answered by the other");
  expect(await client.ok("getCluster", of("c"))).toMatchObject({
    interaction_count: 1,
    total_memories: 2,
  });
});

function unitOf(vector: readonly number[]): number[] {
  return vector.map((x) => x / Math.hypot(...vector));
}
