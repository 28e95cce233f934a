import { describe, expect, test } from "@jest/globals";
import { metricsAuthorization, startTestServer } from "../testing/test-server.js";
import { failedSignInsMax } from "./failed-sign-ins.js";

describe("failed sign-ins", () => {
  test("the twenty-first from one address is not looked at; known tokens are", async () => {
    await using server = await startTestServer({ SEMVEC_TRUST_PROXY: "1" });
    const call = async (token: string | undefined, address: string): Promise<Response> =>
      fetch(`${server.url}/v1/session/`, {
        headers: {
          "X-Forwarded-For": address,
          ...(token !== undefined && { "X-API-Key": token }),
        },
      });
    const known = server.token();
    expect((await call(known, "198.51.100.7")).status).toBe(200);
    const failures = ["bad", undefined, server.token({ ttlSeconds: -999 })];
    for (let i = 0; i < failedSignInsMax; i++) {
      const { status } = await call(failures[i % failures.length], "198.51.100.7");
      expect([401, 402]).toContain(status);
    }
    const refused = await call("bad", "198.51.100.7");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.has("ratelimit-limit")).toBe(false);

    const unknown = server.token({ subject: "bob" });
    expect((await call(unknown, "198.51.100.7")).status).toBe(429);
    expect((await call(known, "198.51.100.7")).status).toBe(200);
    expect((await call(unknown, "198.51.100.8")).status).toBe(200);
  });

  test("IPv6 addresses are counted by their /64", async () => {
    await using server = await startTestServer({ SEMVEC_TRUST_PROXY: "1" });
    const call = async (address: string): Promise<number> => {
      const headers = { "X-Forwarded-For": address };
      return (await fetch(`${server.url}/v1/session/`, { headers })).status;
    };
    for (let i = 0; i < failedSignInsMax; i++) {
      expect(await call(`2001:db8:0:1::${i.toString(16)}`)).toBe(401);
    }
    expect(await call("2001:db8:0:1:ffff::1")).toBe(429);
    expect(await call("2001:db8:0:2::1")).toBe(401);
  });

  test("an address that nobody vouches for is not believed", async () => {
    await using server = await startTestServer();
    const statuses = new Set<number>();
    for (let i = 0; i <= failedSignInsMax; i++) {
      const headers = { "X-Forwarded-For": `198.51.100.${i}` };
      statuses.add((await fetch(`${server.url}/v1/session/`, { headers })).status);
    }
    expect([...statuses]).toEqual([401, 429]);
  });

  test("those of /metrics count too", async () => {
    await using server = await startTestServer();
    const scrape = async (authorization: string): Promise<number> =>
      (await fetch(`${server.url}/metrics`, { headers: { authorization } })).status;
    for (let i = 0; i < failedSignInsMax; i++) expect(await scrape("Basic eDp5")).toBe(401);
    expect(await scrape("Basic eDp5")).toBe(429);
    expect(await scrape(metricsAuthorization)).toBe(200);
  });
});

test("a licence's subject cannot name a reserved tenant", async () => {
  await using server = await startTestServer({ SEMVEC_ALLOW_ANONYMOUS: "1" });
  const anonymous = await fetch(`${server.url}/v1/session/create`, { method: "POST" });
  expect(anonymous.status).toBe(200);
  expect(await server.as("anon").ok("listSessions", { query: {} })).toEqual([]);
});

test("in anonymous mode a token that is sent is still verified", async () => {
  await using server = await startTestServer({ SEMVEC_ALLOW_ANONYMOUS: "1" });
  const headers = { "X-API-Key": "bad" };
  expect((await fetch(`${server.url}/v1/session/`, { headers })).status).toBe(401);
});
