import { Script } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { routeEntries } from "@semvec/contract";
import { readAnswer } from "../../src/testing/api-client.js";
import {
  metricsAuthorization,
  startTestServer,
  type TestServer,
} from "../../src/testing/test-server.js";
import { version } from "../../src/version.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ CORS_ALLOW_ORIGINS: "https://app.example" });
});
afterAll(() => server.close());

test("health says how many sessions are hot", async () => {
  const client = server.as("healthy");
  const before = (await client.ok("health", {})).active_sessions;
  await client.ok("createSession", { body: {} });
  expect(await client.ok("health", {})).toEqual({
    status: "ok",
    active_sessions: before + 1,
    version,
  });
});

describe("/metrics", () => {
  const scrape = (headers: Record<string, string>) =>
    fetch(`${server.url}/metrics`, { headers }).then(readAnswer);

  test("counts requests by the route's template, and holds no id or subject", async () => {
    const client = server.as("metered-subject");
    await client.ok("createSession", { body: { session_id: "metered-session" } });
    await client.ok("sessionMetrics", { params: { session_id: "metered-session" } });
    await fetch(`${server.url}/metered-path`);
    const { status, headers, body } = await scrape({ authorization: metricsAuthorization });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain(
      'semvec_requests_total{method="GET",endpoint="/v1/metrics/{session_id}",status="200"} 1',
    );
    expect(body).toContain(
      'semvec_requests_total{method="GET",endpoint="unmatched",status="401"} 1',
    );
    for (const name of [
      "semvec_request_duration_seconds_bucket",
      'semvec_sessions{state="hot"}',
      "semvec_session_evictions_total",
      "semvec_session_rehydrations_total",
      "semvec_commits_total",
      "semvec_commit_conflicts_total",
      "semvec_embed_queue",
      "semvec_event_streams",
      "semvec_drift_events_total",
      "nodejs_eventloop_lag_seconds",
      "process_resident_memory_bytes",
    ]) {
      expect(body).toContain(name);
    }
    expect(body).not.toContain("metered-");
  });

  test("needs credentials of its own; a licence is none", async () => {
    const answer = await scrape({ "X-API-Key": server.token() });
    expect(answer).toMatchObject({
      status: 401,
      body: { detail: "Invalid metrics credentials" },
    });
    expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
  });

  test("without credentials configured is 503", async () => {
    await using other = await startTestServer({ METRICS_USER: "", METRICS_PASSWORD: "" });
    const headers = { authorization: metricsAuthorization };
    expect((await fetch(`${other.url}/metrics`, { headers })).status).toBe(503);
  });
});

test("the API description names every route", async () => {
  const document = await server.as("reader").ok("openApi", {});
  expect(document).toMatchObject({ openapi: "3.1.0", info: { version } });
  expect(Object.keys(document["paths"] as object).sort()).toEqual(
    [...new Set(routeEntries.map(({ path }) => path))].sort(),
  );
});

test.each(["/docs", "/redoc"])("%s is one page that loads nothing", async (path) => {
  const headers = { "X-API-Key": server.token() };
  const response = await fetch(`${server.url}${path}`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+';/);
  const html = await response.text();
  expect(html.includes("/v1/session/{session_id}/recall")).toBe(true);
  const [head = "", ...scripts] = html.split("<script>");
  expect(head).not.toMatch(/(src|href)=/);
  expect(scripts).toHaveLength(2);
  for (const part of scripts) {
    const [script = "", rest, ...more] = part.split("</script>");
    expect(() => new Script(script)).not.toThrow();
    expect([rest?.replace(/\s|<\/(body|html)>/g, ""), more]).toEqual(["", []]);
    expect(/<!--|<script/i.test(script)).toBe(false);
  }
});

describe("CORS", () => {
  test("a preflight from an allowed origin is 204, without a token", async () => {
    const headers = {
      Origin: "https://app.example",
      "Access-Control-Request-Method": "POST",
    };
    const answer = await fetch(`${server.url}/v1/run`, { method: "OPTIONS", headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(answer.headers.get("access-control-allow-headers")).toContain("Authorization");
  });

  test("another origin gets nothing", async () => {
    const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" };
    const answer = await fetch(`${server.url}/v1/run`, { method: "OPTIONS", headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("an answer shows its headers to the page", async () => {
    const headers = { Origin: "https://app.example", "X-API-Key": server.token() };
    const answer = await fetch(`${server.url}/v1/session/`, { headers });
    expect(answer.headers.get("access-control-expose-headers")).toContain("X-Next-Cursor");
    expect(answer.headers.get("vary")).toBe("Origin");
  });
});

test("rate limits show what is left", async () => {
  await using other = await startTestServer({ SEMVEC_RATE_COMMUNITY: "2/10" });
  const headers = { "X-API-Key": other.token({ tier: "community" }) };
  const answer = await fetch(`${other.url}/v1/session/`, { headers });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "ratelimit-limit": "10",
    "ratelimit-remaining": "9",
    "ratelimit-reset": "1",
    "ratelimit-policy": "10;w=5",
  });
});
