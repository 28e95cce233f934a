import { describe, expect, test } from "@jest/globals";
import type { RouteId } from "@semvec/contract";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import { drift, east, eventually, makeRegion, say } from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import type { TestServer } from "../../src/testing/test-server.js";

const clock = new ManualClock();
let server: TestServer;
let client: ApiClient;
eachTestASubject(
  (it) => {
    ({ server, client } = it);
  },
  { serve: { clock }, claims: { ttlSeconds: 864_000 } },
);

const summary = () => client.ok("observerSummary", {});
const sample = () => client.ok("sampleObserver", {});
const observe = (body: object) => client.send("createObserver", { body });

/** Ops in the observer's log. */
const opCount = async () => {
  const { meta_session_id } = await summary();
  return (await client.ok("sessionState", { params: { session_id: meta_session_id } })).seq;
};

/** Lets time pass until the observer has sampled in a later slot. */
async function nextSample(intervalMs: number): Promise<number> {
  const before = (await summary()).last_sample_at;
  clock.advance(intervalMs);
  const after = await eventually(
    async () => {
      clock.advance(1);
      return (await summary()).last_sample_at;
    },
    (at) => at !== before,
  );
  return after ?? 0;
}

test.each<[RouteId, object | undefined]>([
  ["observerSummary", undefined],
  ["sampleObserver", undefined],
  ["listAnomalies", undefined],
  ["clearAnomalies", undefined],
  ["streamAnomalies", undefined],
  ["registerRegion", { region_id: "r" }],
  ["unregisterRegion", undefined],
])("%s before there is an observer is 404", async (id, body) => {
  await makeRegion(client, "r", []);
  const params = { region_id: "r" };
  const answer = await client.send(id, { params, ...(body !== undefined && { body }) });
  expect(answer).toMatchObject({ status: 404, body: { detail: "Observer not found" } });
});

describe("R23: POST /v1/observer/", () => {
  test("makes one observer, and adds to it from then on", async () => {
    await makeRegion(client, "b", []);
    await makeRegion(client, "a", []);
    const first = await observe({ region_ids: ["b", "b"] });
    expect(first).toMatchObject({ status: 201, body: { registered_regions: ["b"] } });
    const again = await observe({ region_ids: ["a"], sample_interval_seconds: 60 });
    expect(again).toMatchObject({ status: 201, body: { registered_regions: ["a", "b"] } });
    const { observer_id } = first.body as { observer_id: string };
    expect(again.body).toMatchObject({ observer_id });
    expect(await summary()).toMatchObject({ observer_id, last_sample_at: null, anomaly_count: 0 });
  });

  test("with an unknown region it is 404 and registers nothing", async () => {
    await makeRegion(client, "r", []);
    const answer = await observe({ region_ids: ["r", "none"] });
    expect(answer).toMatchObject({ status: 404, body: { detail: "Region not found" } });
    expect((await client.send("observerSummary", {})).status).toBe(404);
    await observe({});
    await observe({ region_ids: ["r", "none"] });
    expect((await summary()).registered_regions).toEqual([]);
  });

  test.each([0.5, 86_401, "soon"])("an interval of %p is 422", async (seconds) => {
    expect((await observe({ sample_interval_seconds: seconds })).status).toBe(422);
  });
});

test("regions are registered and unregistered by name", async () => {
  await makeRegion(client, "r", ["c"]);
  await observe({});
  const body = { region_id: "r" };
  expect(await client.ok("registerRegion", { body })).toEqual({ region_id: "r", registered: true });
  expect(await summary()).toMatchObject({
    registered_regions: ["r"],
    total_clusters_observed: 1,
  });
  const params = { region_id: "r" };
  expect(await client.ok("unregisterRegion", { params })).toEqual({
    region_id: "r",
    unregistered: true,
  });
  for (const answer of [
    await client.send("unregisterRegion", { params }),
    await client.send("registerRegion", { body: { region_id: "none" } }),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { detail: "Region not found" } });
  }
});

describe("POST /v1/observer/sample", () => {
  test("R23: with no registered region it does nothing", async () => {
    await observe({});
    expect(await sample()).toMatchObject({ clusters_sampled: 0, regions_sampled: 0 });
    expect((await summary()).last_sample_at).toBeNull();
  });

  test("R24: a cluster above three times its region's mean diverges; it is said once", async () => {
    await makeRegion(client, "r", ["busy", "a", "b", "c", "d"]);
    await say(client, "busy", east, 20);
    await observe({ region_ids: ["r"] });
    const first = await sample();
    expect(first).toMatchObject({ clusters_sampled: 5, regions_sampled: 1, new_anomalies: 1 });
    expect(first.anomalies).toMatchObject([
      { anomaly_type: "cluster_divergence", affected_cluster_ids: ["busy"] },
    ]);
    // 21 turns over a mean of 5.
    expect(first.anomalies[0]?.severity).toBeCloseTo(0.42, 10);
    expect((await sample()).new_anomalies).toBe(0);
    expect(await client.ok("clearAnomalies", {})).toEqual({ cleared: 1 });
    expect(await client.ok("listAnomalies", { query: {} })).toEqual([]);
    expect((await sample()).new_anomalies).toBe(1);
    expect(await summary()).toMatchObject({ anomaly_count: 1, last_sample_at: expect.any(Number) });
  });

  test("R24: more than half of the clusters in drift is systemic, for as long as it counts", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    await observe({ region_ids: ["r"] });
    await drift(client, "a");
    await drift(client, "b");
    const { anomalies } = await sample();
    const systemic = anomalies.filter(({ anomaly_type }) => anomaly_type === "systemic_drift");
    expect(systemic).toMatchObject([{ affected_cluster_ids: ["a", "b"] }]);
    expect(systemic[0]?.severity).toBeCloseTo(2 / 3, 10);
    clock.advance(60_000);
    await sample();
    await client.ok("clearAnomalies", {});
    const later = (await sample()).anomalies.map(({ anomaly_type }) => anomaly_type);
    expect(later).not.toContain("systemic_drift");
  });

  test("R24: three clusters over two regions in one phase converge; not in the first phase", async () => {
    await makeRegion(client, "r1", ["a", "b"]);
    await makeRegion(client, "r2", ["c"]);
    await observe({ region_ids: ["r1", "r2"] });
    expect((await sample()).anomalies).toEqual([]);
    for (const id of ["a", "b", "c"]) await drift(client, id);
    const types = (await sample()).anomalies.map(({ anomaly_type }) => anomaly_type);
    expect(types).toContain("cross_cluster_convergence");
  });

  test("anomalies are newest first, page by page", async () => {
    await makeRegion(client, "r", ["busy", "a", "b", "c", "d"]);
    await say(client, "busy", east, 20);
    await observe({ region_ids: ["r"] });
    await sample();
    clock.advance(1_000);
    await drift(client, "a");
    await drift(client, "b");
    await drift(client, "c");
    await sample();
    const all = await client.ok("listAnomalies", { query: {} });
    expect(all.length).toBeGreaterThan(1);
    expect(all.at(-1)).toMatchObject({ anomaly_type: "cluster_divergence" });
    const page = await client.send("listAnomalies", { query: { limit: 1 } });
    const cursor = page.headers.get("x-next-cursor") ?? "";
    const rest = await client.ok("listAnomalies", { query: { limit: 100, cursor } });
    expect([...(page.body as unknown[]), ...rest]).toEqual(all);
    expect((await summary()).recent_anomalies).toEqual(all);
  });
});

describe("R23: the timer", () => {
  test("samples at multiples of the interval, once a slot, and makes up for none", async () => {
    await makeRegion(client, "r", ["a"]);
    await observe({ region_ids: ["r"] });
    const first = await nextSample(30_000);
    const ops = await opCount();
    const later = await nextSample(600_000);
    expect(later - first).toBeGreaterThanOrEqual(600);
    // Twenty slots went by, one sample was taken.
    expect(await opCount()).toBe(ops + 1);
    await nextSample(30_000);
    expect(await opCount()).toBe(ops + 2);
  });

  test("follows the interval that was set last", async () => {
    await makeRegion(client, "r", ["a"]);
    await observe({ region_ids: ["r"], sample_interval_seconds: 86_400 });
    await observe({ sample_interval_seconds: 10 });
    await nextSample(10_000);
    const ops = await opCount();
    await nextSample(10_000);
    expect(await opCount()).toBe(ops + 1);
  });

  test("writes nothing while no region is registered", async () => {
    await observe({ sample_interval_seconds: 1 });
    const ops = await opCount();
    for (let second = 0; second < 10; second++) {
      clock.advance(1_000);
      expect(await opCount()).toBe(ops);
    }
  });
});

test("another subject has another observer", async () => {
  await makeRegion(client, "mine", ["c"]);
  await observe({ region_ids: ["mine"] });
  const mallory = server.as("mallory", { ttlSeconds: 864_000 });
  const answer = await mallory.send("createObserver", { body: { region_ids: ["mine"] } });
  expect(answer).toMatchObject({ status: 404, body: { detail: "Region not found" } });
  expect((await mallory.send("observerSummary", {})).status).toBe(404);
});
