import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Answer, readAnswer } from "../../src/testing/api-client.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ SEMVEC_RATE_COMMUNITY: "0.001/1" });
  await server.as("alice").ok("createSession", { body: { session_id: "small", dimension: 8 } });
});
afterAll(() => server.close());

async function call(
  method: string,
  path: string,
  token: string | undefined,
  init: RequestInit = {},
): Promise<Answer<unknown>> {
  const headers = { ...(token !== undefined && { "X-API-Key": token }), ...init.headers };
  return readAnswer(await fetch(`${server.url}${path}`, { method, ...init, headers }));
}

const wrongType = { headers: { "Content-Type": "text/plain" }, body: "no JSON" };
const json = { "Content-Type": "application/json" };

// Each request is wrong in its own way and in every way below it.
test("401 before everything", async () => {
  expect((await call("POST", "/nope", undefined, wrongType)).status).toBe(401);
});

test("402 before 404", async () => {
  const expired = server.token({ ttlSeconds: -3600 });
  expect((await call("POST", "/nope", expired, wrongType)).status).toBe(402);
});

test("429 before 404", async () => {
  const token = server.token({ subject: "eager", tier: "community" });
  expect((await call("GET", "/nope", token)).status).toBe(404);
  const limited = await call("GET", "/nope", token);
  expect(limited).toMatchObject({ status: 429, body: { detail: "Too many requests" } });
  expect(limited.headers.get("retry-after")).toBe("60");
  expect(limited.headers.get("ratelimit-remaining")).toBe("0");
});

test("404 and 405 before 403", async () => {
  const token = server.token({ scopes: [] });
  expect(await call("POST", "/nope", token, wrongType)).toMatchObject({
    status: 404,
    body: { detail: "Not Found" },
  });
  const answer = await call("PATCH", "/v1/session/x", token, wrongType);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("DELETE");
  expect((await call("OPTIONS", "/v1/session/", token)).headers.get("allow")).toBe("GET, HEAD");
});

test("403 before 415", async () => {
  const token = server.token({ scopes: ["read"] });
  expect((await call("POST", "/v1/run", token, wrongType)).status).toBe(403);
});

test("415 before 422", async () => {
  expect((await call("POST", "/v1/run", server.token(), wrongType)).status).toBe(415);
  const gzip = { headers: { ...json, "Content-Encoding": "gzip" }, body: "{}" };
  expect((await call("POST", "/v1/run", server.token(), gzip)).status).toBe(415);
});

test("422 of the shape before 404", async () => {
  const init = { headers: json, body: '{"session_id": "none", "message": " "}' };
  expect((await call("POST", "/v1/run", server.token(), init)).status).toBe(422);
  const broken = await call("POST", "/v1/run", server.token(), { headers: json, body: '{"a":}' });
  expect(broken.body).toEqual({
    detail: [{ loc: ["body", 5], msg: "JSON decode error", type: "json_invalid" }],
  });
});

test("404 before 422 of the state", async () => {
  const run = (session_id: string): RequestInit => ({
    headers: json,
    body: JSON.stringify({ session_id, message: "hello", query_embedding: [1, 2] }),
  });
  expect((await call("POST", "/v1/run", server.token(), run("none"))).status).toBe(404);
  expect((await call("POST", "/v1/run", server.token(), run("small"))).status).toBe(422);
});
