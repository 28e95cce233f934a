import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  addMember,
  cluster,
  drift,
  driftHeard,
  east,
  eventually,
  makeClusters,
  makeRegion,
  makeSessions,
  north,
  remaining,
  say,
  stateOf,
  up,
} from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { metricsAuthorization, type TestServer } from "../../src/testing/test-server.js";

const clock = new ManualClock();
let server: TestServer;
let client: ApiClient;
eachTestASubject(
  (it) => {
    ({ server, client } = it);
  },
  { serve: { clock }, claims: { ttlSeconds: 86_400 } },
);

const region = () => client.ok("getRegion", { params: { region_id: "r" } });
const metrics = (session_id: string) => client.ok("sessionMetrics", { params: { session_id } });

const attach = (cluster_id: string) =>
  client.ok("attachCluster", { params: { region_id: "r" }, body: { cluster_id } });
const detach = (cluster_id: string) =>
  client.ok("detachCluster", { params: { region_id: "r", cluster_id } });

/** `(1 − share) · a + share · b`. */
const mix = (a: readonly number[], b: readonly number[], share: number): number[] =>
  a.map((x, i) => (1 - share) * x + share * (b[i] ?? 0));
const unit = (vector: readonly number[]): number[] => vector.map((x) => x / Math.hypot(...vector));

function expectNear(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i] ?? Number.NaN, digits);
  });
}

/** A region in which two of three clusters drift; the third has said what nobody else has. */
async function realign(): Promise<void> {
  await makeRegion(client, "r", ["a", "b"]);
  await makeClusters(client, "c");
  await say(client, "c", north, 4);
  await makeSessions(client, "s");
  await addMember(client, "c", "s");
  await say(client, "s", up, 9);
  await attach("c");
  await driftHeard(client, "a");
  await driftHeard(client, "b");
  for (const id of ["a", "b", "c"]) {
    await eventually(
      () => remaining(client, id),
      (turns) => turns === 3,
    );
  }
}

describe("R20: a realignment", () => {
  test("writes the interaction-weighted unit mean of the aggregates to the meta state", async () => {
    await realign();
    const sum = [0, 0, 0];
    for (const [cluster_id, sessions] of [
      ["a", ["a"]],
      ["b", ["b"]],
      ["c", ["c", "s"]],
    ] as const) {
      const { aggregate_vector } = await client.ok("getCluster", { params: { cluster_id } });
      let turns = 0;
      for (const id of sessions) turns += (await metrics(id)).interaction_count;
      aggregate_vector.forEach((x, i) => {
        sum[i] = (sum[i] ?? 0) + turns * x;
      });
    }
    const { meta_session_id, last_realignment, recent_drift_events } = await region();
    expectNear(await stateOf(client, meta_session_id), unit(sum), 6);
    expect(last_realignment).toBe(recent_drift_events[0]?.timestamp);
  });

  test("draws the next 3 stored turns 0.15 toward it, after the state's own update", async () => {
    await realign();
    const member = await client.ok("sessionState", { params: { session_id: "s" } });
    const target = await stateOf(client, (await region()).meta_session_id);
    const turns = [up, north, [1, 0, 1], east, north];
    for (const [i, said] of turns.entries()) {
      const before = await stateOf(client, "c");
      await say(client, "c", said);
      const beta = (await metrics("c")).beta_history.at(-1) ?? Number.NaN;
      const own = mix(before, unit(said), 1 - beta);
      const isDrawn = i < 3;
      // The direction is sent in one byte a component: 1/254 of the greatest, at the most.
      expectNear(await stateOf(client, "c"), isDrawn ? mix(own, target, 0.15) : own, 3);
      if (isDrawn)
        expect(Math.hypot(...own.map((x, k) => x - (target[k] ?? 0)))).toBeGreaterThan(0.2);
      expect(await remaining(client, "c")).toBe(Math.max(0, 2 - i));
    }
    // Neither by the realignment nor by what its cluster said since.
    expect(await client.ok("sessionState", { params: { session_id: "s" } })).toEqual(member);
  });

  test("is counted where the service is watched", async () => {
    const headers = { Authorization: metricsAuthorization };
    const count = async () => {
      const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
      return Number(/\{kind="region-realigned"\} (\d+)/.exec(text)?.[1]);
    };
    const before = await count();
    await realign();
    expect(await count()).toBe(before + 1);
  });
});

describe("R21: votes", () => {
  const realigned = async () => (await region()).last_realignment !== null;

  test("are one a cluster, and of each the newest counts", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    clock.advance(40_000);
    await driftHeard(client, "a");
    expect(await realigned()).toBe(false);
    // The first vote of a is 70 s old by now, its second 30 s.
    clock.advance(30_000);
    await driftHeard(client, "b");
    expect(await realigned()).toBe(true);
  });

  test("count until just before they are as old as the window is long", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    clock.advance(60_000 - 1);
    await driftHeard(client, "b");
    expect(await realigned()).toBe(true);
  });

  test("have to be more than the threshold; half is not", async () => {
    await makeRegion(client, "r", ["a", "b", "c", "d"]);
    await driftHeard(client, "a");
    await driftHeard(client, "b");
    expect(await realigned()).toBe(false);
    await driftHeard(client, "c");
    expect(await realigned()).toBe(true);
  });

  test("of all clusters are enough, where none could be more than the threshold", async () => {
    const body = {
      name: "All",
      region_id: "r",
      consensus_threshold: 1,
      vote_window_seconds: 3_600,
    };
    await client.ok("createRegion", { body });
    for (const id of ["a", "b"]) {
      await client.ok("createCluster", { body: cluster(id) });
      await attach(id);
    }
    await driftHeard(client, "a");
    clock.advance(3_600_000 - 1);
    expect(await realigned()).toBe(false);
    await driftHeard(client, "b");
    expect(await realigned()).toBe(true);
  });

  test("from before a cluster was attached are none, nor are its events the region's", async () => {
    await makeRegion(client, "r", ["b", "c"]);
    await makeClusters(client, "a");
    await drift(client, "a");
    await attach("a");
    await driftHeard(client, "b");
    expect(await realigned()).toBe(false);
    const ids = (await region()).recent_drift_events.map(({ cluster_id }) => cluster_id);
    expect(ids).toEqual(["b"]);
  });

  test("are measured against the clusters that are attached when one is applied", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await makeClusters(client, "d");
    await driftHeard(client, "a");
    await attach("d");
    await driftHeard(client, "b");
    // Two of four; and then two of three, as soon as one of them votes again.
    expect(await realigned()).toBe(false);
    await detach("d");
    expect(await realigned()).toBe(false);
    await driftHeard(client, "b");
    expect(await realigned()).toBe(true);
  });
});

test("a drift is of the cluster that a session is a member of, also when it backs one", async () => {
  await makeRegion(client, "r", ["outer", "inner", "other"]);
  await addMember(client, "outer", "inner");
  await driftHeard(client, "inner");
  const ids = (await region()).recent_drift_events.map(({ cluster_id }) => cluster_id);
  expect(ids).toEqual(["outer"]);
});
