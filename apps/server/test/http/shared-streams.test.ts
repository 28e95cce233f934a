import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { followEvents } from "../../src/testing/event-blocks.js";
import { drift, east, makeRegion, say } from "../../src/testing/groups.js";
import { describePostgres, postgresDatabase } from "../../src/testing/postgres-database.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

const subject = "alice";
/** Well below the heartbeat, with which a stream would hear of it anyway. */
const soonMs = 5_000;

describePostgres("R29: streams of two servers on one database", () => {
  let database: Awaited<ReturnType<typeof postgresDatabase>>;
  let here: TestServer;
  let there: TestServer;
  beforeAll(async () => {
    database = await postgresDatabase();
    // No load balancer has to hear of their end.
    const env = { DATABASE_URL: database.url, SEMVEC_DRAIN_DELAY_S: "0" };
    here = await startTestServer(env);
    there = await startTestServer(env);
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await database[Symbol.asyncDispose]();
  });

  /** Follows a stream on each of the servers, from now on. */
  async function followBoth(path: string) {
    const streams = await Promise.all(
      [here, there].map((server) => followEvents(server, path, { subject })),
    );
    for (const stream of streams) await stream.next();
    return {
      next: () => Promise.all(streams.map((stream) => stream.next())),
      cancel: () => Promise.all(streams.map((stream) => stream.cancel())),
    };
  }

  test("drift events, and the end of their region, arrive at both within moments", async () => {
    const client = here.as(subject);
    await makeRegion(client, "r", ["a", "b", "c"]);
    const streams = await followBoth("/v1/region/r/events/stream");
    // Either server may be the one that carries the vote to the region.
    await drift(client, "a");
    const begunMs = performance.now();
    const [one, other] = await streams.next();
    expect(one).toMatchObject({ event: "drift", data: { cluster_id: "a" } });
    expect(other).toEqual(one);
    await client.ok("deleteRegion", { params: { region_id: "r" } });
    const bye = { event: "bye", data: { reason: "deleted" } };
    expect(await streams.next()).toEqual([bye, bye]);
    expect(performance.now() - begunMs).toBeLessThan(2 * soonMs);
    expect(await streams.next()).toEqual([undefined, undefined]);
  });

  test("anomalies arrive at both within moments", async () => {
    const client = here.as(subject);
    await makeRegion(client, "q", ["busy", "d", "e", "f", "g"]);
    await client.ok("createObserver", { body: { region_ids: ["q"] } });
    const streams = await followBoth("/v1/observer/anomalies/stream");
    await say(client, "busy", east, 20);
    await client.ok("sampleObserver", {});
    const begunMs = performance.now();
    const [one, other] = await streams.next();
    expect(one).toMatchObject({ event: "anomaly" });
    expect(other).toEqual(one);
    expect(performance.now() - begunMs).toBeLessThan(soonMs);
    await streams.cancel();
  });
});
