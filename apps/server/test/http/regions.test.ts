import { describe, expect, test } from "@jest/globals";
import type { RouteId } from "@semvec/contract";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  detailOf,
  drift,
  driftHeard,
  east,
  eventually,
  makeClusters,
  makeRegion,
  makeSessions,
  newSubject,
  north,
  remaining,
  say,
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

const of = (region_id: string) => ({ params: { region_id } });
const events = (region_id = "r") => client.ok("listDriftEvents", { ...of(region_id), query: {} });
const region = (region_id = "r") => client.ok("getRegion", of(region_id));

const scrape = async () => {
  const headers = { Authorization: metricsAuthorization };
  return (await fetch(`${server.url}/metrics`, { headers })).text();
};

/** A dimension in which cosines mean what they are: the server's embedder serves it. */
const wideDimension = 64;
const wide = (vector: readonly number[]): number[] => [
  ...vector,
  ...new Array<number>(wideDimension - vector.length).fill(0),
];

/** Has a cluster move to what a reply may yet show to be the same subject; waits as above. */
async function subtopic(session_id: string): Promise<void> {
  const before = (await events()).length;
  const response = { response: "Yes.", response_embedding: wide(east) };
  for (let turn = 0; turn < 6; turn++) {
    const message = `the oven and the bread dough ${turn}`;
    const body = { session_id, message, query_embedding: wide(east) };
    await client.ok("run", { body: { ...body, ...(turn > 0 && response) } });
  }
  const { message } = newSubject;
  const query_embedding = wide([1, 0, Math.sqrt(3)]);
  const body = { session_id, message, query_embedding, ...response };
  expect((await client.ok("run", { body })).drift_detected).toBe(true);
  await eventually(events, ({ length }) => length > before);
}

describe("POST /v1/region/", () => {
  test("answers 201, the same again 200, with other parameters 409 (R16)", async () => {
    const send = (body: object) => client.send("createRegion", { body });
    const first = await send({ name: "R", region_id: "r" });
    expect(first).toMatchObject({ status: 201, body: { region_id: "r", name: "R" } });
    const again = await send({ name: "R", region_id: "r" });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await send({ name: "R", region_id: "r", consensus_threshold: 1 })).status).toBe(409);
    const { meta_session_id } = first.body as { meta_session_id: string };
    await client.ok("sessionMetrics", { params: { session_id: meta_session_id } });
    const deletion = client.send("deleteSession", { params: { session_id: meta_session_id } });
    expect((await deletion).status).toBe(409);
  });

  test.each([
    [{}],
    [{ name: "R", consensus_threshold: 0 }],
    [{ name: "R", consensus_threshold: 1.01 }],
    [{ name: "R", vote_window_seconds: 0.5 }],
    [{ name: "R", vote_window_seconds: 86_401 }],
    [{ name: "R", region_id: "meta:r" }],
  ])("%j is 422", async (body) => {
    expect((await client.send("createRegion", { body })).status).toBe(422);
  });
});

test("GET /v1/region/ is a bare array; GET one shows the defaults", async () => {
  await makeRegion(client, "r", ["a", "b"]);
  clock.advance(1);
  await makeRegion(client, "empty", []);
  expect(await client.ok("listRegions", { query: {} })).toEqual([
    { region_id: "r", name: "Region r", cluster_count: 2 },
    { region_id: "empty", name: "Region empty", cluster_count: 0 },
  ]);
  expect(await region()).toEqual({
    region_id: "r",
    name: "Region r",
    cluster_count: 2,
    meta_session_id: expect.any(String),
    consensus_threshold: 0.5,
    vote_window_seconds: 60,
    recent_drift_events: [],
    last_realignment: null,
  });
});

describe("clusters of a region", () => {
  test("attaching says whether it is new; a second region is 409 and names the first", async () => {
    await makeRegion(client, "first", []);
    await makeRegion(client, "second", []);
    await makeClusters(client, "c");
    const attach = (region_id: string) =>
      client.send("attachCluster", { ...of(region_id), body: { cluster_id: "c" } });
    expect((await attach("first")).body).toEqual({ added: true });
    expect((await attach("first")).body).toEqual({ added: false });
    expect(await detailOf(attach("second"))).toEqual([
      409,
      "The cluster is in the region first already",
    ]);
    expect((await region("second")).cluster_count).toBe(0);
    const params = { region_id: "first", cluster_id: "c" };
    expect(await client.ok("detachCluster", { params })).toEqual({ removed: true });
    expect(await detailOf(client.send("detachCluster", { params }))).toEqual([
      404,
      "Cluster not found",
    ]);
    expect((await attach("second")).body).toEqual({ added: true });
  });

  test("unknown ids are 404, the path's first; another dimension is 422", async () => {
    await makeRegion(client, "r", ["c"]);
    await makeSessions(client, "s");
    await client.ok("createCluster", { body: { name: "W", cluster_id: "wide", dimension: 4 } });
    const attach = (region_id: string, cluster_id: string) =>
      client.send("attachCluster", { ...of(region_id), body: { cluster_id } });
    expect(await detailOf(attach("none", "none"))).toEqual([404, "Region not found"]);
    expect(await detailOf(attach("r", "none"))).toEqual([404, "Cluster not found"]);
    expect(await detailOf(attach("r", "s"))).toEqual([404, "Cluster not found"]);
    expect((await attach("r", "wide")).status).toBe(422);
  });

  test("R22: a deleted cluster has left its region; a deleted region its observer", async () => {
    await makeRegion(client, "r", ["a", "b"]);
    await client.ok("createObserver", { body: { region_ids: ["r"] } });
    await client.ok("deleteCluster", { params: { cluster_id: "a" } });
    expect((await region()).cluster_count).toBe(1);
    expect(await client.ok("deleteRegion", of("r"))).toEqual({ deleted: true });
    const summary = await client.ok("observerSummary", {});
    expect(summary).toMatchObject({ registered_regions: [], total_clusters_observed: 0 });
    // Clients unregister what they have deleted.
    await client.ok("unregisterRegion", of("r"));
    await client.ok("getCluster", { params: { cluster_id: "b" } });
    await makeRegion(client, "other", []);
    await client.ok("attachCluster", { ...of("other"), body: { cluster_id: "b" } });
  });
});

describe("realignment", () => {
  test("R20, R21: more than half of the clusters in drift realign all, once", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    expect(await remaining(client, "c")).toBe(0);
    await driftHeard(client, "b");
    const { last_realignment } = await region();
    expect(last_realignment).not.toBeNull();
    for (const id of ["a", "b", "c"]) {
      await eventually(
        () => remaining(client, id),
        (turns) => turns === 3,
      );
    }
    // The votes are used up: one more cluster is one vote of three.
    await driftHeard(client, "c");
    expect((await region()).last_realignment).toBe(last_realignment);
    await say(client, "b", north);
    expect(await remaining(client, "b")).toBe(2);
    await say(client, "b", north, 2);
    expect(await remaining(client, "b")).toBe(0);
  });

  test("R20: members are not touched", async () => {
    await makeRegion(client, "r", ["a"]);
    await makeSessions(client, "s");
    await client.ok("addMember", { params: { cluster_id: "a" }, body: { session_id: "s" } });
    await driftHeard(client, "s");
    await eventually(
      () => remaining(client, "a"),
      (turns) => turns === 3,
    );
    expect(await remaining(client, "s")).toBe(0);
  });

  test("R12: a locked-down cluster is skipped", async () => {
    await makeRegion(client, "r", ["a", "b", "locked"]);
    const params = { session_id: "locked" };
    await client.ok("setIsolation", { params, body: { level: "LOCKDOWN" } });
    await driftHeard(client, "a");
    await driftHeard(client, "b");
    for (const id of ["a", "b"]) {
      await eventually(
        () => remaining(client, id),
        (turns) => turns === 3,
      );
    }
    expect(await remaining(client, "locked")).toBe(0);
  });

  test("R21: a drift that the reply takes back is no vote", async () => {
    await makeRegion(client, "r", []);
    for (const cluster_id of ["a", "b", "c"]) {
      const body = { name: "Wide", cluster_id, dimension: wideDimension };
      await client.ok("createCluster", { body });
      await client.ok("attachCluster", { ...of("r"), body: { cluster_id } });
    }
    await subtopic("a");
    const reply = Array.from({ length: 45 }, () => "oven").join(" ");
    const answer = await client.ok("run", {
      body: {
        ...{ session_id: "a", message: "The oven again.", query_embedding: wide(east) },
        ...{ response: reply, response_embedding: wide(east) },
      },
    });
    expect(answer.drift_confirmed).toBe(false);
    await eventually(scrape, (text) => text.includes('{kind="drift-retracted"} 1'));
    await subtopic("b");
    expect((await region()).last_realignment).toBeNull();
    await subtopic("c");
    expect((await region()).last_realignment).not.toBeNull();
  });

  test("R21: a vote as old as the window is long no longer counts", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    clock.advance(60_000);
    await driftHeard(client, "b");
    expect((await region()).last_realignment).toBeNull();
    await driftHeard(client, "c");
    expect((await region()).last_realignment).not.toBeNull();
  });

  test("R21: detaching drops the vote, and nothing from before an attachment counts", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    await client.ok("detachCluster", { params: { region_id: "r", cluster_id: "a" } });
    await client.ok("attachCluster", { ...of("r"), body: { cluster_id: "a" } });
    await driftHeard(client, "b");
    expect((await region()).last_realignment).toBeNull();
  });

  test("R9: a run of a cluster publishes; a store never does", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await driftHeard(client, "a");
    const pair = { message: newSubject.message, message_embedding: [0, 0, 1] };
    const params = { cluster_id: "b" };
    const body = { ...pair, response: "Sure.", response_embedding: [0, 0, 1] };
    await client.ok("storeCluster", { params, body });
    await driftHeard(client, "c");
    expect((await events()).map(({ cluster_id }) => cluster_id)).toEqual(["c", "a"]);
  });
});

describe("GET /v1/region/{id}/events", () => {
  test("is newest first, and goes on page by page", async () => {
    await makeRegion(client, "r", ["a", "b", "c", "d"]);
    for (const id of ["a", "b", "c"]) {
      await driftHeard(client, id);
      clock.advance(61_000);
    }
    const all = await events();
    expect(all.map(({ cluster_id }) => cluster_id)).toEqual(["c", "b", "a"]);
    expect((await region()).recent_drift_events).toEqual(all);
    const page = await client.send("listDriftEvents", { ...of("r"), query: { limit: 2 } });
    expect(page.body).toEqual(all.slice(0, 2));
    const cursor = page.headers.get("x-next-cursor") ?? "";
    // What comes between two pages moves neither.
    await driftHeard(client, "d");
    const rest = await client.ok("listDriftEvents", { ...of("r"), query: { limit: 2, cursor } });
    expect(rest).toEqual(all.slice(2));
  });

  test("tells the newest 20 where no number is asked for, as the region itself does", async () => {
    const ids = Array.from({ length: 21 }, (_, i) => `c${i}`);
    await makeRegion(client, "r", ids);
    for (const id of ids) await drift(client, id);
    const listAll = () => client.ok("listDriftEvents", { ...of("r"), query: { limit: 1_000 } });
    const all = await eventually(listAll, ({ length }) => length === ids.length);
    expect(await events()).toEqual(all.slice(0, 20));
    expect((await region()).recent_drift_events).toEqual(all.slice(0, 20));
  });

  test.each([0, 1001, "many"])("limit=%p is 422", async (limit) => {
    await makeRegion(client, "r", []);
    expect((await client.send("listDriftEvents", { ...of("r"), query: { limit } })).status).toBe(
      422,
    );
  });
});

test.each<[RouteId, object | undefined]>([
  ["getRegion", undefined],
  ["deleteRegion", undefined],
  ["attachCluster", { cluster_id: "c" }],
  ["detachCluster", undefined],
  ["listDriftEvents", undefined],
  ["streamDriftEvents", undefined],
])("%s of another subject's region answers as of none", async (id, body) => {
  await makeRegion(client, "mine", ["c"]);
  const mallory = server.as("mallory", { ttlSeconds: 86_400 });
  const send = (region_id: string) =>
    mallory.send(id, {
      params: { region_id, cluster_id: "c" },
      ...(body !== undefined && { body }),
    });
  const [foreign, missing] = [await send("mine"), await send("nobodys")];
  expect(foreign).toMatchObject({ status: 404, body: { detail: "Region not found" } });
  expect(foreign.body).toEqual(missing.body);
  expect(await client.ok("listRegions", { query: {} })).toHaveLength(1);
});
