import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import { followEvents } from "../../src/testing/event-blocks.js";
import { drift, east, makeRegion, say } from "../../src/testing/groups.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
let subject: string;
let client: ApiClient;
eachTestASubject((it) => {
  ({ server, subject, client } = it);
});

const drifts = "/v1/region/r/events/stream";
const anomalies = "/v1/observer/anomalies/stream";

const follow = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  followEvents(server, path, { subject, headers });

describe("R29: the drift events of a region", () => {
  test("come as they happen, as the list has them, each under the seq of its op", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    const stream = await follow(drifts);
    const begun = await stream.next();
    await drift(client, "a");
    const first = await stream.next();
    expect(first).toMatchObject({ event: "drift", data: { cluster_id: "a", region_id: "r" } });
    await drift(client, "b");
    const second = await stream.next();
    const list = await client.ok("listDriftEvents", { params: { region_id: "r" }, query: {} });
    expect([second?.data, first?.data]).toEqual(list);
    const ids = [begun, first, second].map((block) => Number(block?.id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
    await stream.cancel();
  });

  test("go on after Last-Event-ID, none twice, none left out", async () => {
    await makeRegion(client, "r", ["a", "b", "c"]);
    const before = await follow(drifts);
    const begun = await before.next();
    await before.cancel();
    await drift(client, "a");
    await drift(client, "b");
    const stream = await follow(drifts, { "Last-Event-ID": begun?.id ?? "" });
    await stream.next();
    const [first, second] = [await stream.next(), await stream.next()];
    expect([first?.data?.["cluster_id"], second?.data?.["cluster_id"]]).toEqual(["a", "b"]);
    await stream.cancel();
    const again = await follow(drifts, { "Last-Event-ID": first?.id ?? "" });
    await again.next();
    expect(await again.next()).toEqual(second);
    await again.cancel();
  });

  test("end with the region, at once", async () => {
    await makeRegion(client, "r", []);
    const stream = await follow(drifts);
    await stream.next();
    await client.ok("deleteRegion", { params: { region_id: "r" } });
    expect(await stream.next()).toEqual({ event: "bye", data: { reason: "deleted" } });
    expect(await stream.next()).toBeUndefined();
  });

  test("a region of the same id made later is not followed", async () => {
    await makeRegion(client, "r", []);
    const stream = await follow(drifts);
    await stream.next();
    await client.ok("deleteRegion", { params: { region_id: "r" } });
    await makeRegion(client, "r", []);
    expect(await stream.next()).toMatchObject({ data: { reason: "deleted" } });
  });
});

describe("R29: the anomalies of an observer", () => {
  test("come as they are found", async () => {
    await makeRegion(client, "r", ["busy", "a", "b", "c", "d"]);
    await client.ok("createObserver", { body: { region_ids: ["r"] } });
    const stream = await follow(anomalies);
    await stream.next();
    await say(client, "busy", east, 20);
    const { anomalies: found } = await client.ok("sampleObserver", {});
    const block = await stream.next();
    expect(block).toMatchObject({ event: "anomaly", data: found[0] });
    await stream.cancel();
    const again = await follow(anomalies, { "Last-Event-ID": "1" });
    await again.next();
    expect(await again.next()).toEqual(block);
    await again.cancel();
  });
});

describe("R29: the anomalies of an observer, after Last-Event-ID", () => {
  /** Two samples that each find something, and the stream of them from before the first. */
  async function sampleTwice() {
    await makeRegion(client, "r", ["busy", "a", "b", "c", "d"]);
    await makeRegion(client, "q", ["loud", "e", "f", "g", "h"]);
    await client.ok("createObserver", { body: { region_ids: ["r", "q"] } });
    const stream = await follow(anomalies);
    const begun = await stream.next();
    for (const id of ["busy", "loud"]) {
      await say(client, id, east, 20);
      await client.ok("sampleObserver", {});
    }
    const found = [await stream.next(), await stream.next()];
    await stream.cancel();
    return [begun, ...found];
  }

  test("none comes twice, none is left out, under the seq of the op that found it", async () => {
    const [begun, first, second] = await sampleTwice();
    const { meta_session_id } = await client.ok("observerSummary", {});
    const { seq } = await client.ok("sessionState", { params: { session_id: meta_session_id } });
    expect([begun, first, second].map((block) => Number(block?.id))).toEqual([
      seq - 2,
      seq - 1,
      seq,
    ]);
    const list = await client.ok("listAnomalies", { query: {} });
    expect([second?.data, first?.data]).toEqual(list);
    for (const [after, expected] of [
      [begun, [first, second]],
      [first, [second]],
    ] as const) {
      const again = await follow(anomalies, { "Last-Event-ID": after?.id ?? "" });
      expect(await again.next()).toEqual({ id: after?.id });
      for (const block of expected) expect(await again.next()).toEqual(block);
      await again.cancel();
    }
  });

  test("with the newest one has read only what is new comes", async () => {
    const [, , second] = await sampleTwice();
    const stream = await follow(anomalies, { "Last-Event-ID": second?.id ?? "" });
    expect(await stream.next()).toEqual({ id: second?.id });
    await client.ok("clearAnomalies", {});
    const { anomalies: found } = await client.ok("sampleObserver", {});
    const blocks = [await stream.next(), await stream.next()];
    expect(blocks.map((block) => block?.data)).toEqual(found);
    await stream.cancel();
  });
});

test("R29: at most 16 streams of a subject, of both kinds together", async () => {
  await makeRegion(client, "r", []);
  await client.ok("createObserver", { body: {} });
  const streams = [];
  for (let i = 0; i < 16; i++) streams.push(await follow(i % 2 === 0 ? drifts : anomalies));
  const params = { region_id: "r" };
  expect((await client.send("streamDriftEvents", { params })).status).toBe(429);
  expect((await client.send("streamAnomalies", {})).status).toBe(429);
  for (const stream of streams) await stream.cancel();
});

test("R29: a drain ends every stream with a word", async () => {
  await using other = await startTestServer();
  const own = other.as(subject);
  await makeRegion(own, "r", []);
  const response = await fetch(`${other.url}${drifts}`, {
    headers: { "X-API-Key": other.token({ subject }) },
  });
  const closing = other.running.close();
  expect(await response.text()).toMatch(/event: bye\ndata: \{"reason":"draining"\}\n\n$/);
  await closing;
});
