import { describe, expect, test } from "@jest/globals";
import { ClientConfigError, SemvecNetworkError } from "./errors.js";
import { SemvecClient } from "./semvec-client.js";
import { scriptedServer } from "./testing/scripted-server.js";

describe("what is sent", () => {
  test("a run: JSON, the token, names of the wire; undefined fields are left out", async () => {
    await using server = await scriptedServer({
      body: { session_id: "s", context: "[…]", top_similarity: 0.5, drift_score: 0 },
    });
    const client = new SemvecClient({ baseUrl: `${server.url}/`, token: "a.b.c" });
    const answer = await client.run({ message: "Hi", sessionId: undefined, topK: 3 });
    expect(answer).toEqual({ sessionId: "s", context: "[…]", topSimilarity: 0.5, driftScore: 0 });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "POST", url: "/v1/run" });
    expect(request?.body).toEqual({ message: "Hi", top_k: 3 });
    expect(request?.headers).toMatchObject({
      authorization: "Bearer a.b.c",
      "content-type": "application/json",
    });
  });

  test("a path prefix stays, path parameters are encoded, a DELETE has no body", async () => {
    await using server = await scriptedServer({ body: { session_id: "a b", deleted: true } });
    const client = new SemvecClient({ baseUrl: `${server.url}/memory/` });
    await client.deleteSession("a b");
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "DELETE", url: "/memory/v1/session/a%20b" });
    expect(request?.headers).not.toHaveProperty("authorization");
    expect(request?.headers).not.toHaveProperty("content-type");
  });

  test("a query: numbers and booleans as text", async () => {
    await using server = await scriptedServer({ body: { session_id: "s", memories: [] } });
    const client = new SemvecClient({ baseUrl: server.url });
    await client.context("s", { topK: 2, fullFirst: true, query: "refund & return" });
    expect(server.requests[0]?.url).toBe(
      "/v1/state/context?session_id=s&top_k=2&full_first=true&query=refund+%26+return",
    );
  });

  test("an export goes back as it came, whatever its names", async () => {
    const state_dict = { format_version: 1, someName: [1], checksum: "00" };
    await using server = await scriptedServer(
      { body: { session_id: "s", state_dict, checksum: "00" } },
      { body: { session_id: "t", imported: true } },
    );
    const client = new SemvecClient({ baseUrl: server.url });
    const { stateDict, checksum } = await client.exportSession("s");
    expect(stateDict).toEqual(state_dict);
    expect(await client.importSession("t", { stateDict, checksum })).toEqual({
      sessionId: "t",
      imported: true,
    });
    expect(server.requests[1]?.body).toEqual({ state_dict, checksum: "00" });
  });

  test.each<[string, (client: SemvecClient) => Promise<unknown>, string]>([
    ["store", (c) => c.store({ sessionId: "s", response: "r" }), "POST /v1/store"],
    ["storeTurns", (c) => c.storeTurns("s", [{ message: "m" }]), "POST /v1/session/s/turns"],
    ["recall", (c) => c.recall("s", { query: "q" }), "POST /v1/session/s/recall"],
    ["createSession", (c) => c.createSession(), "POST /v1/session/create"],
    ["resetSession", (c) => c.resetSession("s"), "POST /v1/session/s/reset"],
    ["metrics", (c) => c.metrics("s"), "GET /v1/metrics/s"],
    ["memory", (c) => c.memory("s", "ab"), "GET /v1/session/s/memories/ab"],
    ["health", (c) => c.health(), "GET /v1/health"],
    ["ready", (c) => c.ready(), "GET /v1/readyz"],
    [
      "request",
      (c) => c.request("stateMetrics", { query: { session_id: "s" } }),
      "GET /v1/state/metrics?session_id=s",
    ],
  ])("%s reaches its route", async (_, call, line) => {
    await using server = await scriptedServer({ body: { session_id: "s" } });
    await call(new SemvecClient({ baseUrl: server.url }));
    const [request] = server.requests;
    expect(`${request?.method} ${request?.url}`).toBe(line);
  });
});

describe("listing sessions", () => {
  test("follows the cursor to the last page", async () => {
    const row = (session_id: string) => ({ session_id, created_at: 1 });
    await using server = await scriptedServer(
      { body: [row("a"), row("b")], headers: { "x-next-cursor": "c/1" } },
      { body: [row("c")] },
    );
    const ids: string[] = [];
    const client = new SemvecClient({ baseUrl: server.url });
    for await (const { sessionId } of client.listSessions({ pageRows: 2 })) ids.push(sessionId);
    expect(ids).toEqual(["a", "b", "c"]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/v1/session/?limit=2",
      "/v1/session/?cursor=c%2F1&limit=2",
    ]);
  });

  test("asks for no page that is not wanted", async () => {
    await using server = await scriptedServer({
      body: [{ session_id: "a", created_at: 1 }],
      headers: { "x-next-cursor": "more" },
    });
    for await (const _ of new SemvecClient({ baseUrl: server.url }).listSessions()) break;
    expect(server.requests).toHaveLength(1);
  });
});

describe("errors", () => {
  test("a refusal carries status, detail, request id and the time to come back", async () => {
    await using server = await scriptedServer({
      status: 429,
      headers: { "x-request-id": "req-12345678", "retry-after": "61" },
      body: { detail: "Too many requests" },
    });
    const client = new SemvecClient({ baseUrl: server.url });
    await expect(client.metrics("s")).rejects.toMatchObject({
      name: "SemvecHttpError",
      code: "ERR_HTTP_STATUS",
      message: "GET /v1/metrics/{session_id}: 429 Too many requests",
      status: 429,
      detail: "Too many requests",
      requestId: "req-12345678",
      retryAfterSeconds: 61,
      validationErrors: [],
    });
  });

  test("a 422 names every value", async () => {
    const detail = [
      { loc: ["body", "turns", 0, "message"], msg: "must not be blank", type: "value_error" },
      { loc: ["body", "top_k"], msg: "too large", type: "less_than_equal" },
    ];
    await using server = await scriptedServer({ status: 422, body: { detail } });
    const call = new SemvecClient({ baseUrl: server.url }).recall("s", { query: " " });
    await expect(call).rejects.toMatchObject({
      detail: "body.turns.0.message: must not be blank; body.top_k: too large",
      validationErrors: detail,
    });
  });

  test("a refusal by a proxy shows the beginning of what it said", async () => {
    const page = `<html>\n  <h1>Bad gateway</h1>${"x".repeat(500)}`;
    await using server = await scriptedServer({ status: 502, body: page });
    const call = new SemvecClient({ baseUrl: server.url, retriesMax: 0 }).health();
    await expect(call).rejects.toMatchObject({
      detail: `<html> <h1>Bad gateway</h1>${"x".repeat(173)}`,
    });
  });

  test("an answer that is not JSON", async () => {
    await using server = await scriptedServer({ body: "<html>" });
    await expect(new SemvecClient({ baseUrl: server.url }).health()).rejects.toMatchObject({
      code: "ERR_RESPONSE_MALFORMED",
      status: 200,
    });
  });

  test("nobody listens: the origin and the reason, not the token", async () => {
    const server = await scriptedServer();
    await server[Symbol.asyncDispose]();
    const client = new SemvecClient({ baseUrl: server.url, token: "secret", retriesMax: 0 });
    const error: unknown = await client.health().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SemvecNetworkError);
    expect(String(error)).toContain(server.url);
    expect(String(error)).toContain("ECONNREFUSED");
    expect(String(error)).not.toContain("secret");
  });

  test("a redirect is refused, not followed", async () => {
    await using other = await scriptedServer({ body: {} });
    await using server = await scriptedServer({ status: 307, headers: { location: other.url } });
    const client = new SemvecClient({ baseUrl: server.url, token: "t", retriesMax: 0 });
    await expect(client.run({ message: "Hi" })).rejects.toMatchObject({ code: "ERR_NETWORK" });
    expect(other.requests).toEqual([]);
  });

  test("not ready is an answer", async () => {
    const body = {
      status: "not_ready",
      checks: { database: "ok", embedder: "failed", draining: "ok" },
    };
    await using server = await scriptedServer({
      status: 503,
      headers: { "retry-after": "1" },
      body,
    });
    expect(await new SemvecClient({ baseUrl: server.url }).ready()).toEqual(body);
    expect(server.requests).toHaveLength(1);
  });
});

describe("retries", () => {
  const busy = { status: 503, headers: { "retry-after": "0" }, body: { detail: "overloaded" } };

  test("a write is sent again, the same, when the service says when", async () => {
    await using server = await scriptedServer(busy, { ...busy, status: 429 }, { body: {} });
    await new SemvecClient({ baseUrl: server.url }).run({ message: "Hi" });
    expect(server.requests.map(({ body }) => body)).toEqual(Array(3).fill({ message: "Hi" }));
  });

  test("a write is not sent again when its answer was lost", async () => {
    await using server = await scriptedServer({ broken: true }, { body: {} });
    const call = new SemvecClient({ baseUrl: server.url }).run({ message: "Hi" });
    await expect(call).rejects.toMatchObject({ code: "ERR_NETWORK" });
    expect(server.requests).toHaveLength(1);
  });

  test("a GET is sent again after a lost answer", async () => {
    await using server = await scriptedServer({ broken: true }, { body: { status: "ok" } });
    const answer = await new SemvecClient({ baseUrl: server.url }).health();
    expect(answer).toEqual({ status: "ok" });
  });

  test.each([0, 1, 10])("at most retriesMax = %d times", async (retriesMax) => {
    await using server = await scriptedServer(...Array(12).fill(busy));
    const call = new SemvecClient({ baseUrl: server.url, retriesMax }).run({ message: "Hi" });
    await expect(call).rejects.toMatchObject({ status: 503 });
    expect(server.requests).toHaveLength(retriesMax + 1);
  });

  test("an abort ends the wait with its reason", async () => {
    const slow = { ...busy, headers: { "retry-after": "60" } };
    await using server = await scriptedServer(slow, { body: {} });
    const abort = new AbortController();
    const reason = new Error("enough");
    const client = new SemvecClient({
      baseUrl: server.url,
      fetch: async (...call) => {
        const response = await fetch(...call);
        setImmediate(() => abort.abort(reason));
        return response;
      },
    });
    await expect(client.run({ message: "Hi" }, { signal: abort.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test("an aborted signal sends nothing", async () => {
    await using server = await scriptedServer({ body: {} });
    const reason = new Error("too late");
    const call = new SemvecClient({ baseUrl: server.url }).health({
      signal: AbortSignal.abort(reason),
    });
    await expect(call).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe("options", () => {
  test.each(["", "localhost:8080", "ftp://host", "http://u:p@host", "http://host/?a=1"])(
    "refuses the base URL %j",
    (baseUrl) => {
      expect(() => new SemvecClient({ baseUrl })).toThrow(ClientConfigError);
    },
  );

  test.each([-1, 11, 1.5])("refuses retriesMax = %d", (retriesMax) => {
    expect(() => new SemvecClient({ baseUrl: "http://h", retriesMax })).toThrow("from 0 to 10");
  });

  test("refuses a token with a line break, and does not show it", () => {
    const make = () => new SemvecClient({ baseUrl: "http://h", token: "abc\n" });
    expect(make).toThrow(ClientConfigError);
    expect(make).not.toThrow("abc");
  });

  test("types follow the route table", async () => {
    await using server = await scriptedServer({ body: { session_id: "s" } });
    const client = new SemvecClient({ baseUrl: server.url });
    // @ts-expect-error a message is required
    const incomplete = () => client.run({ sessionId: "s" });
    // @ts-expect-error the metrics page takes a password, not a licence
    const basic = () => client.request("metrics", {});
    const typed: { readonly session_id: string } = await client.request("run", {
      body: { message: "Hi" },
    });
    expect([typed.session_id, typeof incomplete, typeof basic]).toEqual([
      "s",
      "function",
      "function",
    ]);
  });
});
