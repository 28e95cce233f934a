import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RouteId } from "@semvec/contract";
import { EmbedderUnavailableError } from "@semvec/embedders";
import type { ApiClient } from "../../src/testing/api-client.js";
import { GatedEmbedder } from "../../src/testing/gated-embedder.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

const session_id = "edges";
const params = { session_id };

let server: TestServer;
let client: ApiClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.as("alice");
  await client.ok("createSession", { body: { session_id } });
});
afterAll(() => server.close());

describe("503 says when to come back", () => {
  test("/metrics without credentials configured", async () => {
    await using other = await startTestServer({ METRICS_USER: "", METRICS_PASSWORD: "" });
    const { status, headers } = await fetch(`${other.url}/metrics`);
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
  });

  test("/v1/readyz while a part is down", async () => {
    const embedder = new GatedEmbedder();
    await using other = await startTestServer({}, { embedder });
    embedder.failure = new EmbedderUnavailableError("gone");
    await other.as("alice").send("run", { body: { message: "hello" } });
    const { status, headers } = await other.as("alice").send("readyz", {});
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  });

  test("/v1/readyz while all is well says nothing of it", async () => {
    const { status, headers } = await client.send("readyz", {});
    expect([status, headers.get("retry-after")]).toEqual([200, null]);
  });
});

test("a missing state_dict is a missing field", async () => {
  expect(await client.send("importSession", { params, body: {} })).toMatchObject({
    status: 422,
    body: {
      detail: [{ loc: ["body", "state_dict"], msg: "Field required", type: "missing" }],
    },
  });
});

const vector = [1, 2, 3];
test.each<[string, RouteId, Readonly<Record<string, unknown>>, (string | number)[]]>([
  [
    "store",
    "store",
    { session_id, response: "hi", message_embedding: vector },
    ["message_embedding"],
  ],
  [
    "store with an empty message",
    "store",
    { session_id, response: "hi", message: "", message_embedding: vector },
    ["message_embedding"],
  ],
  ["run", "run", { message: "hi", response_embedding: vector }, ["response_embedding"]],
  [
    "run with an empty response",
    "run",
    { message: "hi", response: "", response_embedding: vector },
    ["response_embedding"],
  ],
  [
    "bulk store",
    "storeTurns",
    { turns: [{ message: "hi", response_embedding: vector }] },
    ["turns", 0, "response_embedding"],
  ],
])("a vector without its text is refused: %s", async (_, id, body, place) => {
  expect(await client.send(id, { params, body })).toMatchObject({
    status: 422,
    body: {
      detail: [
        {
          loc: ["body", ...place],
          msg: "Value error, comes without its text",
          type: "value_error",
        },
      ],
    },
  });
});

test("an answer that repeats the one before is told by dedup_signal", async () => {
  const said = { message: "What does the blue jacket cost?", response: "It costs 89 euros" };
  const { session_id } = await client.ok("run", { body: { message: said.message } });
  await client.ok("store", { body: { session_id, response: said.response } });
  const again = await client.ok("run", { body: { session_id, message: said.message } });
  expect(again).not.toHaveProperty("dedup_signal");
  const answer = await client.ok("run", {
    body: { session_id, response: said.response, message: "Thanks" },
  });
  expect(answer.dedup_signal).toBe(true);
});

test.each<[RouteId, Readonly<Record<string, unknown>>, string[]]>([
  ["createSession", { dimension: "384" }, ["dimension"]],
  ["createSession", { ttl_seconds: true }, ["ttl_seconds"]],
  ["createSession", { capacities: { short_term: [5] } }, ["capacities", "short_term"]],
  ["run", { message: "hi", top_k: "5" }, ["top_k"]],
  ["recall", { query: "hi", token_budget: "900" }, ["token_budget"]],
])("what is no number is no integer: %s %j", async (id, body, place) => {
  expect(await client.send(id, { params, body })).toMatchObject({
    status: 422,
    body: {
      detail: [
        { loc: ["body", ...place], msg: "Input should be a valid integer", type: "int_type" },
      ],
    },
  });
});

test("/redoc loads nothing from another host", async () => {
  const headers = { "X-API-Key": server.token() };
  const html = await (await fetch(`${server.url}/redoc`, { headers })).text();
  expect(html.match(loadedUrl)).toBeNull();
  expect(html.includes("cdn.redoc.ly")).toBe(false);
  // The pattern finds what the bundle held before.
  expect('{src:"https://cdn.redoc.ly/redoc/logo-mini.svg"}').toMatch(loadedUrl);
});

/** A URL in a place that a browser fetches by itself: no link, no namespace, no words. */
const loadedUrl =
  /(?:\b(?:src|srcset|poster)["']?\s*[=:]|\burl\(|@import|\bimport\(|\bimportScripts\(|\bfetch\(|<link[^>]+href=)\s*\\?["'`]?(?:https?:)?\/\/[\w.-]+/i;
