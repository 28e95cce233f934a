import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fillPath } from "@semvec/contract";
import { ApiClient } from "../../src/testing/api-client.js";
import { exampleRequests, groupIds, licensedRoutes } from "../../src/testing/example-requests.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

const victimSession = "victims-own";

let server: TestServer;
let before: unknown;
beforeAll(async () => {
  server = await startTestServer({ SEMVEC_TRUST_PROXY: "1" });
  const victim = server.as("victim");
  await victim.ok("createSession", { body: { session_id: victimSession } });
  const turns = [{ message: "my secret is 4711", response: "I keep it" }];
  await victim.ok("storeTurns", { params: { session_id: victimSession }, body: { turns } });
  const { cluster_id, region_id } = groupIds(victimSession);
  await victim.ok("createCluster", { body: { name: "Secret", cluster_id } });
  await victim.ok("createRegion", { body: { name: "Secret", region_id } });
  // So that what is not found is the region.
  await server.as("mallory").ok("createObserver", { body: {} });
  before = await victim.ok("exportSession", { params: { session_id: victimSession } });
});
afterAll(() => server.close());

const examples = exampleRequests(victimSession);
const ofOneSession = licensedRoutes.filter(({ id }) =>
  JSON.stringify(examples[id]).includes(victimSession),
);

describe.each(licensedRoutes.map((route) => [route.id, route] as const))("%s", (id, route) => {
  test("without a token: 401, and how to sign in", async () => {
    const answer = await new ApiClient(server.url).send(id, examples[id], fromElsewhere());
    expect(answer).toMatchObject({ status: 401, body: { detail: "Missing license token" } });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="semvec"');
  });

  test("with an expired licence: 402, and where to renew it", async () => {
    const expired = server.as("alice", { ttlSeconds: -3600 });
    const answer = await expired.send(id, examples[id], fromElsewhere());
    expect(answer).toMatchObject({
      status: 402,
      body: { detail: "License expired: renew at https://www.semvec.io" },
    });
  });

  test("with another token in each header: 401", async () => {
    const authorization = `Bearer ${server.token({ subject: "bob" })}`;
    const answer = await server.as("alice").send(id, examples[id], {
      authorization,
      ...fromElsewhere(),
    });
    expect(answer).toMatchObject({
      status: 401,
      body: { detail: "Invalid license: conflicting credentials" },
    });
  });

  test("with no scope: 403", async () => {
    const answer = await server.as("victim", { scopes: [] }).send(id, examples[id]);
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: `The license lacks the scope ${route.scope}` },
    });
  });
});

test("most routes are about one session", () => {
  expect(ofOneSession.length).toBeGreaterThanOrEqual(12);
});

test.each(ofOneSession.map(({ id }) => id))(
  "%s answers for a foreign session as for none, to the byte",
  async (id) => {
    const mallory = server.as("mallory");
    const foreign = await mallory.send(id, exampleRequests(victimSession)[id]);
    const missing = await mallory.send(id, exampleRequests("nobodys-own")[id]);
    expect(foreign.status).toBe(404);
    expect(foreign).toMatchObject({ body: { detail: missingOf(id) } });
    expect(foreign.body).toEqual(missing.body);
    expect(headersOf(foreign.headers)).toEqual(headersOf(missing.headers));
  },
);

test("an id may belong to two subjects, each with a session of their own", async () => {
  const mallory = server.as("mallory");
  const body = { session_id: victimSession };
  expect(await mallory.ok("createSession", { body })).toMatchObject({ created: true });
  const params = { session_id: victimSession };
  expect(await mallory.ok("sessionMetrics", { params })).toMatchObject({ total_memories: 0 });
  expect(await mallory.ok("deleteSession", { params })).toMatchObject({ deleted: true });
});

test("a list holds the caller's own alone", async () => {
  const stranger = server.as("stranger");
  for (const id of ["listSessions", "listClusters", "listRegions"] as const) {
    expect(await stranger.ok(id, { query: {} })).toEqual([]);
  }
});

test("nothing of all this has touched the victim's session", async () => {
  const params = { session_id: victimSession };
  expect(await server.as("victim").ok("exportSession", { params })).toEqual(before);
});

test("without a token every other path is 401 too", async () => {
  for (const path of ["/nope", "/v1/session/%zz", fillPath("/v1/{x}", { x: "run" })]) {
    const response = await fetch(`${server.url}${path}`, { headers: fromElsewhere() });
    expect([path, response.status]).toEqual([path, 401]);
  }
});

/** What is not found when an example is about nobody's session or group. */
function missingOf(id: keyof typeof examples): string {
  const example = JSON.stringify(examples[id]);
  const { cluster_id, region_id } = groupIds(victimSession);
  if (example.includes(region_id)) return "Region not found";
  return example.includes(cluster_id) ? "Cluster not found" : "Session not found";
}

/** Another address each time, so that failed sign-ins are not throttled. */
function fromElsewhere(): Record<string, string> {
  addresses += 1;
  return { "x-forwarded-for": `2001:db8:0:${addresses.toString(16)}::1` };
}
let addresses = 0;

/** All but what differs between any two answers. */
function headersOf(headers: Headers): Record<string, string> {
  const own = new Set(["date", "x-request-id", "ratelimit-remaining", "ratelimit-reset"]);
  return Object.fromEntries([...headers].filter(([name]) => !own.has(name)));
}
