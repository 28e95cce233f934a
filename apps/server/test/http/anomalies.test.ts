import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import { addMember, drift, east, makeRegion, makeSessions, say } from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";

const clock = new ManualClock();
let client: ApiClient;
eachTestASubject(
  (it) => {
    ({ client } = it);
  },
  { serve: { clock }, claims: { ttlSeconds: 30 * 86_400 } },
);

const dayMs = 86_400_000;
/** An observer that samples when a test says so: its timer is a day away. */
const observe = (region_ids: string[], sample_interval_seconds = dayMs / 1000) =>
  client.ok("createObserver", { body: { region_ids, sample_interval_seconds } });
const sample = async () => (await client.ok("sampleObserver", {})).anomalies;
const ofType = async (type: string) =>
  (await sample()).filter(({ anomaly_type }) => anomaly_type === type);
const seqOf = async (session_id: string) =>
  (await client.ok("sessionState", { params: { session_id } })).seq;

describe("R24: systemic drift", () => {
  test("is more than half of the clusters; half is not", async () => {
    await makeRegion(client, "r", ["a", "b", "c", "d"]);
    await observe(["r"]);
    await drift(client, "d");
    await drift(client, "b");
    expect(await ofType("systemic_drift")).toEqual([]);
    await drift(client, "a");
    // Sorted, though they neither drifted nor stand in that order.
    expect(await ofType("systemic_drift")).toMatchObject([
      { affected_cluster_ids: ["a", "b", "d"], severity: 0.75 },
    ]);
  });

  /** Reports so far, of a sample by hand now or of the timer, which may come first. */
  async function reported(): Promise<number> {
    await sample();
    const all = await client.ok("listAnomalies", { query: {} });
    return all.filter(({ anomaly_type }) => anomaly_type === "systemic_drift").length;
  }

  test("is reported again after a sample without it, without a DELETE", async () => {
    await makeRegion(client, "r", ["a"]);
    await observe(["r"]);
    await drift(client, "a");
    expect([await reported(), await reported()]).toEqual([1, 1]);
    clock.advance(2 * dayMs);
    expect(await reported()).toBe(1);
    await drift(client, "a");
    expect([await reported(), await reported()]).toEqual([2, 2]);
  });

  test.each([
    [10, 60],
    [40, 80],
  ])("with an interval of %i s a drift counts for %i s", async (interval, seconds) => {
    await makeRegion(client, "r", ["a"]);
    await observe([], interval);
    await drift(client, "a");
    const register = () => client.ok("registerRegion", { body: { region_id: "r" } });
    // Until it is registered the timer sees nothing.
    clock.advance(seconds * 1000 - 1);
    await register();
    expect(await reported()).toBe(1);
    await client.ok("unregisterRegion", { params: { region_id: "r" } });
    await client.ok("clearAnomalies", {});
    clock.advance(1);
    await register();
    expect(await reported()).toBe(0);
  });
});

describe("R24: divergence", () => {
  test("is above three times the mean, its own turns included; three times is not", async () => {
    await makeRegion(client, "r", ["busy", "a", "b", "c"]);
    await observe(["r"]);
    // 9 turns where the mean is 3, then 10 where it is 3.25.
    await say(client, "busy", east, 8);
    expect(await ofType("cluster_divergence")).toEqual([]);
    await say(client, "busy", east);
    expect(await ofType("cluster_divergence")).toMatchObject([
      { affected_cluster_ids: ["busy"], severity: 10 / 3.25 / 10 },
    ]);
  });

  test("is of severity 1 at the most", async () => {
    const others = Array.from({ length: 12 }, (_, i) => `c${i}`);
    await makeRegion(client, "r", ["busy", ...others]);
    await observe(["r"]);
    await say(client, "busy", east, 199);
    expect(await ofType("cluster_divergence")).toMatchObject([{ severity: 1 }]);
  });
});

test("R24: a convergence is of three clusters over two regions, at severity 0.8", async () => {
  await makeRegion(client, "r", ["a", "b", "c"]);
  await makeRegion(client, "q", []);
  await observe(["r", "q"]);
  for (const id of ["c", "b", "a"]) await drift(client, id);
  expect(await ofType("cross_cluster_convergence")).toEqual([]);
  await client.ok("detachCluster", { params: { region_id: "r", cluster_id: "a" } });
  await client.ok("attachCluster", { params: { region_id: "q" }, body: { cluster_id: "a" } });
  expect(await ofType("cross_cluster_convergence")).toMatchObject([
    { affected_cluster_ids: ["a", "b", "c"], severity: 0.8 },
  ]);
});

test("R24: the newest 1 000 are kept, of which the summary and a plain list show 20", async () => {
  const idle = Array.from({ length: 34 }, (_, i) => `idle${i}`);
  const busy = Array.from({ length: 14 }, (_, i) => `busy${i}`);
  await makeRegion(client, "empty", []);
  await makeRegion(client, "r", [...idle, ...busy]);
  for (const id of busy) await say(client, id, east, 60);
  await observe(["empty"]);
  const params = { region_id: "r" };
  const samples = 80;
  let first: string | undefined;
  for (let i = 0; i < samples; i++) {
    await client.ok("registerRegion", { body: params });
    const found = await sample();
    expect(found).toHaveLength(busy.length);
    first ??= found[0]?.anomaly_id;
    await client.ok("unregisterRegion", { params });
    await sample();
  }
  const summary = await client.ok("observerSummary", {});
  expect(summary.anomaly_count).toBe(1_000);
  const all = await client.ok("listAnomalies", { query: { limit: 1_000 } });
  expect(all).toHaveLength(1_000);
  expect(all.map(({ anomaly_id }) => anomaly_id)).not.toContain(first);
  expect(summary.recent_anomalies).toEqual(all.slice(0, 20));
  expect(await client.ok("listAnomalies", { query: {} })).toEqual(all.slice(0, 20));
});

test.each([0, 1001, "many"])("anomalies with limit=%p are 422", async (limit) => {
  await observe([]);
  expect((await client.send("listAnomalies", { query: { limit } })).status).toBe(422);
});

test("the observer writes to nothing but its own meta session", async () => {
  await makeRegion(client, "r", ["busy", "a", "b", "c", "d"]);
  await makeSessions(client, "s");
  await addMember(client, "a", "s");
  await say(client, "busy", east, 20);
  const { meta_session_id: observer } = await observe(["r"]);
  const { meta_session_id } = await client.ok("getRegion", { params: { region_id: "r" } });
  const others = () => Promise.all(["busy", "a", "s", meta_session_id].map(seqOf));
  const [before, own] = [await others(), await seqOf(observer)];
  expect(await sample()).toHaveLength(1);
  expect(await others()).toEqual(before);
  expect(await seqOf(observer)).toBe(own + 1);
});

test("R22: what was deleted is no error to those that held it", async () => {
  await makeRegion(client, "r", ["a", "b"]);
  await makeRegion(client, "q", ["c"]);
  await makeSessions(client, "s", "t");
  for (const id of ["s", "t"]) {
    await say(client, id, east);
    await addMember(client, "a", id);
  }
  await observe(["r", "q"]);
  await client.ok("deleteSession", { params: { session_id: "s" } });
  const params = { cluster_id: "a" };
  expect(await client.ok("getCluster", { params })).toMatchObject({ member_count: 1 });
  await client.ok("feedback", { params });
  await client.ok("deleteCluster", { params });
  await client.ok("deleteRegion", { params: { region_id: "q" } });
  expect(await client.ok("sampleObserver", {})).toMatchObject({
    clusters_sampled: 1,
    regions_sampled: 1,
  });
  expect((await client.ok("getRegion", { params: { region_id: "r" } })).cluster_count).toBe(1);
});
