import { describe, expect, test } from "@jest/globals";
import { SemvecClient } from "./semvec-client.js";
import { type ScriptedAnswer, scriptedServer } from "./testing/scripted-server.js";

type Call = (client: SemvecClient) => Promise<unknown>;

describe("calls reach their routes", () => {
  const embedding = [1, 0];
  const calls: readonly (readonly [string, Call, unknown?])[] = [
    [
      "POST /v1/cluster/",
      (c) => c.clusters.create({ name: "n", couplingFactor: 0.5 }),
      { name: "n", coupling_factor: 0.5 },
    ],
    ["GET /v1/cluster/c", (c) => c.clusters.get("c")],
    ["DELETE /v1/cluster/c", (c) => c.clusters.delete("c")],
    [
      "POST /v1/cluster/c/store",
      (c) => c.clusters.store("c", { message: "m", response: "r" }),
      { message: "m", response: "r" },
    ],
    [
      "POST /v1/cluster/c/run",
      (c) => c.clusters.run("c", { message: "m", topK: 3, source: undefined }),
      { message: "m", top_k: 3 },
    ],
    ["POST /v1/cluster/c/feedback", (c) => c.clusters.feedback("c")],
    ["POST /v1/cluster/c/members", (c) => c.clusters.addMember("c", "s"), { session_id: "s" }],
    ["DELETE /v1/cluster/c/members/a%20b", (c) => c.clusters.removeMember("c", "a b")],
    [
      "POST /v1/region/",
      (c) => c.regions.create({ name: "n", voteWindowSeconds: 5 }),
      { name: "n", vote_window_seconds: 5 },
    ],
    ["GET /v1/region/r", (c) => c.regions.get("r")],
    ["DELETE /v1/region/r", (c) => c.regions.delete("r")],
    ["POST /v1/region/r/clusters", (c) => c.regions.attach("r", "c"), { cluster_id: "c" }],
    ["DELETE /v1/region/r/clusters/c", (c) => c.regions.detach("r", "c")],
    ["POST /v1/observer/", (c) => c.observer.create(), {}],
    ["GET /v1/observer/summary", (c) => c.observer.summary()],
    ["POST /v1/observer/sample", (c) => c.observer.sample()],
    ["DELETE /v1/observer/anomalies", (c) => c.observer.clearAnomalies()],
    ["POST /v1/observer/regions", (c) => c.observer.registerRegion("r"), { region_id: "r" }],
    ["DELETE /v1/observer/regions/r", (c) => c.observer.unregisterRegion("r")],
    [
      "POST /v1/network/transfer",
      (c) => c.network.transfer({ sourceSessionId: "a", targetSessionId: "b" }),
      { source_session_id: "a", target_session_id: "b" },
    ],
    ["POST /v1/network/users/switch", (c) => c.network.switchUser("u"), { user_id: "u" }],
    ["GET /v1/network/users/active", (c) => c.network.activeUser()],
    ["POST /v1/network/users/u/serialize", (c) => c.network.serializeUser("u")],
    ["DELETE /v1/network/users/u", (c) => c.network.forgetUser("u")],
    [
      "POST /v1/network/consensus",
      (c) => c.network.proposeConsensus({ proposerSessionId: "s", targetEmbedding: embedding }),
      { proposer_session_id: "s", target_embedding: embedding },
    ],
    ["GET /v1/network/consensus/trust", (c) => c.network.trust()],
  ];
  // Three each: a test that takes more than it is given waits for a callback.
  test.each(calls.map(([line, call, body]) => [line, call, body] as const))(
    "%s",
    async (line, call, body) => {
      const [method, path] = line.split(" ");
      const status = /^POST \/v1\/(cluster|region|observer)\/$/.test(line) ? 201 : 200;
      await using server = await scriptedServer({ status, body: {} });
      await call(new SemvecClient({ baseUrl: server.url }));
      expect(server.requests).toMatchObject([{ method, url: path }]);
      expect(server.requests[0]?.body).toEqual(body);
    },
  );
});

test("a cluster or region that is there already is no error", async () => {
  const body = { region_id: "r", name: "n", meta_session_id: "meta:r" };
  await using server = await scriptedServer({ status: 200, body }, { status: 204 });
  const { regions } = new SemvecClient({ baseUrl: server.url });
  const found = await regions.create({ name: "n", regionId: "r" });
  expect(found).toEqual({ regionId: "r", name: "n", metaSessionId: "meta:r" });
  await expect(regions.create({ name: "n" })).rejects.toMatchObject({ status: 204 });
});

test("ids among the trust scores and the state of a user stay as they are", async () => {
  const trust_scores = { agent_one: 0.5 };
  const state = { format_version: 1 };
  await using server = await scriptedServer(
    { body: { trust_scores } },
    { body: { user_id: "u", state } },
  );
  const { network } = new SemvecClient({ baseUrl: server.url });
  expect(await network.trust()).toEqual({ trustScores: trust_scores });
  expect(await network.serializeUser("u")).toEqual({ userId: "u", state });
});

test("lists follow the cursor to the last page", async () => {
  const page = { body: [{ cluster_id: "c" }], headers: { "x-next-cursor": "n" } };
  const rest = { body: [{ cluster_id: "d" }] };
  await using server = await scriptedServer(page, rest, page, rest, page, rest, page, rest);
  const client = new SemvecClient({ baseUrl: server.url });
  const lists = [
    client.clusters.list(),
    client.regions.list(),
    client.regions.driftEvents("r"),
    client.observer.anomalies(),
  ];
  for (const list of lists) {
    const rows: unknown[] = [];
    for await (const row of list) rows.push(row);
    expect(rows).toEqual([{ clusterId: "c" }, { clusterId: "d" }]);
  }
  expect(server.requests.map(({ url }) => url)).toEqual(
    ["/v1/cluster/", "/v1/region/", "/v1/region/r/events", "/v1/observer/anomalies"].flatMap(
      (path) => [`${path}?limit=100`, `${path}?cursor=n&limit=100`],
    ),
  );
});

describe("streams", () => {
  const stream = (...blocks: string[]): ScriptedAnswer => ({
    headers: { "content-type": "text/event-stream" },
    body: blocks.map((block) => `${block}\n\n`).join(""),
  });
  const drift = 'event: drift\ndata: {"cluster_id":"c","drift_score":0.7}';
  const bye = 'event: bye\ndata: {"reason":"draining"}';

  test("give events with the id to go on after, until bye", async () => {
    await using server = await scriptedServer(
      stream("id: 4", drift, `${drift}\nid: 5`, bye, drift),
    );
    const { regions } = new SemvecClient({ baseUrl: server.url, token: "t" });
    const events: unknown[] = [];
    for await (const streamed of regions.followDriftEvents("r", { lastEventId: "3" })) {
      events.push(streamed);
    }
    const event = { clusterId: "c", driftScore: 0.7 };
    expect(events).toEqual([
      { lastEventId: "4", event },
      { lastEventId: "5", event },
    ]);
    expect(server.requests).toMatchObject([
      {
        url: "/v1/region/r/events/stream",
        headers: { accept: "text/event-stream", "last-event-id": "3", authorization: "Bearer t" },
      },
    ]);
  });

  test("begin with what is new, and end the request when nobody reads on", async () => {
    await using server = await scriptedServer(stream('data: {"anomaly_id":"a"}', bye));
    const { observer } = new SemvecClient({ baseUrl: server.url });
    for await (const { event } of observer.followAnomalies()) {
      expect(event).toEqual({ anomalyId: "a" });
      break;
    }
    expect(server.requests[0]).toMatchObject({ url: "/v1/observer/anomalies/stream" });
    expect(server.requests[0]?.headers).not.toHaveProperty("last-event-id");
  });

  test.each<[string, ScriptedAnswer, object]>([
    ["that break off", stream(drift), { code: "ERR_NETWORK" }],
    ["of something else", stream("data: <html>"), { code: "ERR_RESPONSE_MALFORMED" }],
    ["that are none", { body: {} }, { code: "ERR_RESPONSE_MALFORMED" }],
    ["that are refused", { status: 404, body: { detail: "no" } }, { status: 404, detail: "no" }],
  ])("%s throw", async (_, answer, error) => {
    await using server = await scriptedServer(answer);
    const { observer } = new SemvecClient({ baseUrl: server.url, retriesMax: 0 });
    const read = async (): Promise<void> => {
      for await (const _event of observer.followAnomalies());
    };
    await expect(read()).rejects.toMatchObject(error);
  });

  test("are opened again when the service says when", async () => {
    const busy = { status: 429, headers: { "retry-after": "0" }, body: { detail: "busy" } };
    await using server = await scriptedServer(busy, stream(bye));
    const { observer } = new SemvecClient({ baseUrl: server.url });
    for await (const _ of observer.followAnomalies());
    expect(server.requests).toHaveLength(2);
  });

  test("end with the reason of an abort", async () => {
    await using server = await scriptedServer(stream(drift, drift, bye));
    const abort = new AbortController();
    const reason = new Error("enough");
    const { regions } = new SemvecClient({ baseUrl: server.url });
    abort.abort(reason);
    const read = async (): Promise<void> => {
      for await (const _ of regions.followDriftEvents("r", { signal: abort.signal }));
    };
    await expect(read()).rejects.toBe(reason);
  });
});
