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

  test("are at most 16 streams of a subject, then 429", async () => {
    await makeRegion(client, "r", []);
    const streams = [];
    for (let i = 0; i < 16; i++) streams.push(await follow(drifts));
    const params = { region_id: "r" };
    expect((await client.send("streamDriftEvents", { params })).status).toBe(429);
    for (const stream of streams) await stream.cancel();
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
