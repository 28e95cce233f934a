import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ApiClient, readAnswer } from "../../src/testing/api-client.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
let client: ApiClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.as("alice");
});
afterAll(() => server.close());

async function call(method: string, path: string, init: RequestInit = {}) {
  return readAnswer(
    await fetch(`${server.url}${path}`, {
      method,
      ...init,
      headers: { "X-API-Key": server.token(), ...init.headers },
    }),
  );
}

describe("credentials", () => {
  test.each([
    ["X-API-Key", (token: string) => token],
    ["Authorization", (token: string) => `Bearer ${token}`],
    ["authorization", (token: string) => `bearer ${token}`],
  ])("%s", async (header, value) => {
    const headers = { [header]: value(server.token()) };
    const answer = await fetch(`${server.url}/v1/session/create`, { method: "POST", headers });
    expect(answer.status).toBe(200);
  });

  test("the same token in both headers is one token", async () => {
    const token = server.token();
    const headers = { "X-API-Key": token, Authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/v1/session/`, { headers })).status).toBe(200);
  });
});

describe("creating", () => {
  test.each([384, 768])("with dimension %i and settings of the original", async (dimension) => {
    const { session_id, created } = await client.ok("createSession", {
      body: {
        dimension,
        model_name: "all-MiniLM-L6-v2",
        use_attention: true,
        use_cache: false,
        use_meta_pss: true,
      },
    });
    expect(created).toBe(true);
    await client.ok("run", { body: { session_id, message: "hello there" } });
    await client.ok("store", { body: { session_id, response: "hello to you" } });
    const metrics = await client.ok("sessionMetrics", { params: { session_id } });
    expect(metrics).toMatchObject({
      interaction_count: 1,
      total_memories: 2,
      config: {
        dimension,
        model_name: "all-MiniLM-L6-v2",
        use_attention: true,
        use_cache: false,
        use_cortex: true,
      },
    });
    const query = { session_id };
    expect(await client.ok("stateMetrics", { query })).toEqual(metrics);
  });

  test("again with equal parameters answers the same, with others 409", async () => {
    const body = { session_id: "chat-1", ttl_seconds: 60, metadata: { user: 7 } };
    expect(await client.ok("createSession", { body })).toEqual({
      session_id: "chat-1",
      created: true,
    });
    const again = { body: { ...body, model_name: "a label" } };
    expect(await client.ok("createSession", again)).toEqual({
      session_id: "chat-1",
      created: false,
    });
    const other = await client.send("createSession", { body: { ...body, dimension: 128 } });
    expect(other).toMatchObject({
      status: 409,
      body: { detail: "The session exists already with other parameters" },
    });
  });

  test.each(["meta:x", "user:bob"])("%s is not the client's to create", async (session_id) => {
    expect((await client.send("createSession", { body: { session_id } })).status).toBe(422);
    const run = { session_id, message: "hi", reset_context: true };
    expect((await client.send("run", { body: run })).status).toBe(422);
  });
});

describe("turns", () => {
  test("without a response replace the waiting message", async () => {
    const { session_id } = await client.ok("run", { body: { message: "first" } });
    await client.ok("run", { body: { session_id, message: "second" } });
    const metrics = await client.ok("sessionMetrics", { params: { session_id } });
    expect(metrics).toMatchObject({ interaction_count: 0, total_memories: 0, unpaired_turns: 1 });
  });

  test("an inline response after a store of the same is stored once", async () => {
    const { session_id } = await client.ok("run", { body: { message: "where is my order" } });
    const response = "it left on monday";
    await client.ok("store", { body: { session_id, response } });
    const run = await client.ok("run", { body: { session_id, message: "and when", response } });
    expect(run.turn).toBe(1);
    const metrics = await client.ok("sessionMetrics", { params: { session_id } });
    expect(metrics.total_memories).toBe(2);
  });

  test("an empty response or session id is none", async () => {
    const body = { message: "hello", response: "", session_id: "" };
    const run = await client.ok("run", { body });
    expect(run).toMatchObject({ turn: 0 });
    expect(run.session_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a reset under an unknown id creates the session; an unknown id alone is 404", async () => {
    const body = { message: "hello", session_id: "fresh-1" };
    expect(await client.send("run", { body })).toMatchObject({
      status: 404,
      body: { detail: "Session not found" },
    });
    const run = await client.ok("run", { body: { ...body, reset_context: true } });
    expect(run).toMatchObject({ session_id: "fresh-1", turn: 0 });
    await client.ok("store", { body: { session_id: "fresh-1", response: "hi" } });
    const wiped = await client.ok("run", { body: { ...body, reset_context: true } });
    expect(wiped.turn).toBe(0);
  });

  test("brought vectors need no text embedding, also below 64 dimensions", async () => {
    const { session_id } = await client.ok("createSession", { body: { dimension: 3 } });
    const text = await client.send("run", { body: { session_id, message: "hello" } });
    expect(text).toMatchObject({
      status: 422,
      body: {
        detail: [{ loc: ["body", "message"], msg: expect.stringMatching(/bring your own/) }],
      },
    });
    const run = { session_id, message: "hello", query_embedding: [1, 0, 0] };
    await client.ok("run", { body: run });
    const store = { session_id, response: "hi", response_embedding: [0, 1, 0] };
    await client.ok("store", { body: store });
    const next = await client.ok("run", { body: run });
    expect(next.top_similarity).toBeCloseTo(1, 2);
    expect(next.short_circuit).toBe(true);
    const wrong = { ...run, query_embedding: [1, 0] };
    expect(await client.send("run", { body: wrong })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "query_embedding"], type: "value_error" }] },
    });
  });

  test("fields that mean nothing are named, not refused", async () => {
    const body = { message: "hello", model: "gpt", user_id: "7" };
    const answer = await client.send("run", { body });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-semvec-ignored")).toBe("model, user_id");
  });

  test("many at once, all or nothing", async () => {
    const { session_id } = await client.ok("createSession", { body: {} });
    const turns = [
      { message: "my order is A-17", response: "noted", timestamp: 1_700_000_000.5 },
      { response: "it ships tomorrow" },
    ];
    const params = { session_id };
    expect(await client.ok("storeTurns", { params, body: { turns } })).toEqual({
      session_id,
      stored: 2,
    });
    const bad = [{ message: "kept out" }, { message: "x", message_embedding: [1] }];
    expect(await client.send("storeTurns", { params, body: { turns: bad } })).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "turns", 1, "message_embedding"] }] },
    });
    const recall = await client.ok("recall", { params, body: { query: "which order", top_k: 1 } });
    expect(recall.memories.map(({ text }) => text)).toEqual(["my order is A-17"]);
    const hash = recall.memories[0]?.memory_hash ?? "";
    const memory = await client.ok("getMemory", { params: { ...params, memory_hash: hash } });
    expect(memory).toMatchObject({ text: "my order is A-17", timestamp: 1_700_000_000.5 });
  });
});

describe("bodies and paths as clients send them", () => {
  test.each(["", "{}", "null", " "])("a create with the body %j", async (body) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await call("POST", "/v1/session/create", { body, headers });
    expect(answer).toMatchObject({ status: 200, body: { created: true } });
  });

  test("an empty body may have any type", async () => {
    const headers = { "Content-Type": "text/plain" };
    expect((await call("POST", "/v1/session/create", { headers })).status).toBe(200);
  });

  describe.each([
    ["POST", "/v1/session/{id}/reset"],
    ["POST", "/v1/session/{id}/isolation/release"],
    ["POST", "/v1/cluster/{id}/feedback"],
    ["POST", "/v1/observer/sample"],
    ["POST", "/v1/network/users/{id}/serialize"],
  ])("%s %s, which has no fields", (method, template) => {
    const path = template.replace("{id}", "bodies");
    const headers = { "Content-Type": "application/json" };
    beforeAll(async () => {
      await client.send("createCluster", { body: { name: "B", cluster_id: "bodies" } });
      await client.send("createObserver", { body: {} });
      await client.send("switchUser", { body: { user_id: "bodies" } });
    });

    test.each(["", "null", "{}"])("takes %j", async (body) => {
      const answer = await call(method, path, { headers, body });
      expect([answer.status, answer.headers.get("x-semvec-ignored")]).toEqual([200, null]);
    });

    test("takes an empty body of any type, and names fields that it does not know", async () => {
      const plain = { "Content-Type": "text/plain" };
      expect((await call(method, path, { headers: plain })).status).toBe(200);
      const answer = await call(method, path, { headers, body: '{"foo": 1}' });
      expect([answer.status, answer.headers.get("x-semvec-ignored")]).toEqual([200, "foo"]);
    });

    test("refuses what is not JSON", async () => {
      const plain = { "Content-Type": "text/plain" };
      expect((await call(method, path, { headers: plain, body: "hello" })).status).toBe(415);
      const broken = await call(method, path, { headers, body: "{oops" });
      expect(broken).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ["body", 1], msg: "JSON decode error", type: "json_invalid" }] },
      });
    });
  });

  test("a DELETE with a JSON content type, and no body", async () => {
    const { session_id } = await client.ok("createSession", { body: {} });
    const headers = { "Content-Type": "application/json" };
    const answer = await call("DELETE", `/v1/session/${session_id}`, { headers });
    expect(answer).toMatchObject({ status: 200, body: { session_id, deleted: true } });
    expect((await call("DELETE", `/v1/session/${session_id}`)).status).toBe(404);
  });

  test.each(["session", "cluster", "region"])(
    "the root /v1/%s/ with and without its slash, without a redirect",
    async (root) => {
      for (const path of [`/v1/${root}/`, `/v1/${root}`]) {
        expect((await call("GET", path, { redirect: "error" })).status).toBe(200);
      }
    },
  );

  test("a step up that the client resolves deletes nothing", async () => {
    const { session_id } = await client.ok("createSession", { body: {} });
    // What fetch sends is `/v1/session/<id>/`.
    const answer = await call("DELETE", `/v1/session/${session_id}/entities/..`);
    expect(answer).toMatchObject({ status: 404, body: { detail: "Not Found" } });
    await client.ok("sessionMetrics", { params: { session_id } });
  });

  test("booleans of a query as Python writes them", async () => {
    const { session_id } = await client.ok("createSession", { body: {} });
    const path = `/v1/state/context?session_id=${session_id}&full_first=True&top_k=3`;
    expect((await call("GET", path)).body).toEqual({ session_id, memories: [] });
  });

  test("HEAD is answered as GET, without the body", async () => {
    const answer = await call("HEAD", "/v1/health");
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.get("content-length")).toMatch(/^\d+$/);
  });
});

describe("export and import", () => {
  test("into another id, after any JSON library", async () => {
    const { session_id } = await client.ok("run", { body: { message: "the code is 4711" } });
    await client.ok("store", { body: { session_id, response: "I keep it" } });
    const exported = await client.ok("exportSession", { params: { session_id } });
    expect(exported.state_dict).toMatchObject({ checksum: exported.checksum });
    const { session_id: copy } = await client.ok("createSession", { body: {} });
    const params = { session_id: copy };
    const body = { state_dict: JSON.parse(JSON.stringify(exported.state_dict)) };
    expect(await client.ok("importSession", { params, body })).toEqual({
      session_id: copy,
      imported: true,
    });
    const recall = await client.ok("recall", { params, body: { query: "code" } });
    expect(recall.memories.map(({ text }) => text)).toContain("the code is 4711");
  });

  test("what is not an export is 400, and 404 comes first", async () => {
    const { session_id } = await client.ok("createSession", { body: {} });
    const body = { state_dict: { format: "other" } };
    const answer = await client.send("importSession", { params: { session_id }, body });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.any(String) } });
    const missing = await client.send("importSession", { params: { session_id: "none" }, body });
    expect(missing.status).toBe(404);
  });
});

test("reset keeps the session and forgets what was said", async () => {
  const { session_id } = await client.ok("run", { body: { message: "hello" } });
  await client.ok("store", { body: { session_id, response: "hi" } });
  const params = { session_id };
  expect(await client.ok("resetSession", { params })).toEqual({ session_id, reset: true });
  expect(await client.ok("sessionMetrics", { params })).toMatchObject({
    interaction_count: 0,
    total_memories: 0,
    phase_history: [],
  });
});
