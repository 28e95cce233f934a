import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  bodyBytesMax,
  dimensionDefault,
  importBodyBytesMax,
  jsonDepthMax,
  literalBytesMaxDefault,
} from "@semvec/contract";
import { httpLimits } from "../../src/http/http-server.js";
import { readAnswer } from "../../src/testing/api-client.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

const sessionBytesMax = 128 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ SEMVEC_SESSION_BYTES_MAX: String(sessionBytesMax) });
  await server.as("alice").ok("createSession", { body: { session_id: "s" } });
});
afterAll(() => server.close());

async function send(method: string, path: string, body: string) {
  const headers = { "X-API-Key": server.token(), "Content-Type": "application/json" };
  return readAnswer(await fetch(`${server.url}${path}`, { method, headers, body }));
}

function post(path: string, body: string) {
  return send("POST", path, body);
}

const vector = new Array<number>(dimensionDefault).fill(1);

/** A JSON object of exactly this many bytes; the padding is a field that has no meaning. */
function padded(fields: object, bytes: number): string {
  const empty = JSON.stringify({ ...fields, padding: "" });
  return JSON.stringify({ ...fields, padding: "x".repeat(bytes - empty.length) });
}

describe("bodies", () => {
  const importMax = importBodyBytesMax(sessionBytesMax, literalBytesMaxDefault);
  test.each([
    ["/v1/run", { message: "hello" }, bodyBytesMax.standard, 200],
    ["/v1/session/s/turns", { turns: [{ message: "hello" }] }, bodyBytesMax.list, 200],
    ["/v1/session/s/import", { state_dict: {} }, importMax, 400],
    ["/v1/session/s/verify", { test_embeddings: [vector] }, bodyBytesMax.list, 200],
    ["/v1/session/s/isolation", { level: "OPEN" }, bodyBytesMax.list, 200, "PUT"],
  ])("%s takes its limit to the byte", async (path, fields, bytesMax, status, method = "POST") => {
    expect((await send(method, path, padded(fields, bytesMax))).status).toBe(status);
    expect(await send(method, path, padded(fields, bytesMax + 1))).toMatchObject({
      status: 413,
      body: { detail: `The body is larger than ${bytesMax} bytes` },
    });
  });

  test("a body without a declared length is cut off at the limit", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${server.url}/v1/run`, {
        method: "POST",
        headers: { "X-API-Key": server.token(), "Content-Type": "application/json" },
      });
      request.on("response", (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      const chunk = Buffer.alloc(64 * 1024, " ");
      const write = (): void => {
        while (!request.destroyed && request.write(chunk)) {}
        if (!request.destroyed) request.once("drain", write);
      };
      write();
    });
    expect(status).toBe(413);
  });

  test("nesting", async () => {
    const nested = (depth: number): string =>
      `{"message":"hello","x":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect((await post("/v1/run", nested(jsonDepthMax))).status).toBe(200);
    expect((await post("/v1/run", nested(jsonDepthMax + 1))).status).toBe(422);
  });
});

test("headers over the limit are 431, in JSON", async () => {
  const headers = { "X-Padding": "x".repeat(httpLimits.headerBytesMax) };
  const answer = await readAnswer(await fetch(`${server.url}/v1/health`, { headers }));
  expect(answer).toMatchObject({
    status: 431,
    body: { detail: "The request line and headers are larger than 16 KiB" },
  });
});

test("a request id is echoed when it is one, else made", async () => {
  const sent = async (id: string): Promise<string | null> => {
    const response = await fetch(`${server.url}/v1/health`, { headers: { "X-Request-Id": id } });
    return response.headers.get("x-request-id");
  };
  expect(await sent("abcd-123")).toBe("abcd-123");
  expect(await sent("a".repeat(128))).toBe("a".repeat(128));
  for (const id of ["abc-123", "a".repeat(129), "with space"]) {
    expect(await sent(id)).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("pages: a full one leads on, and every session is listed once", async () => {
  const client = server.as("lister");
  const ids = ["a", "b", "c", "d", "e"];
  for (const session_id of ids) await client.ok("createSession", { body: { session_id } });
  const seen: string[] = [];
  let query: Record<string, unknown> = { limit: 2 };
  for (;;) {
    const page = await client.send("listSessions", { query });
    seen.push(...(page.body as { session_id: string }[]).map(({ session_id }) => session_id));
    const cursor = page.headers.get("x-next-cursor");
    if (cursor === null) break;
    expect(page.headers.get("link")).toBe(`</v1/session/?cursor=${cursor}&limit=2>; rel="next"`);
    query = { limit: 2, cursor };
  }
  expect(seen).toEqual(ids);
});

test("a cursor of another subject is 422", async () => {
  const owner = server.as("lister-1");
  for (const session_id of ["a", "b"]) await owner.ok("createSession", { body: { session_id } });
  const page = await owner.send("listSessions", { query: { limit: 1 } });
  const cursor = page.headers.get("x-next-cursor") ?? "";
  expect(cursor).not.toBe("");
  const stolen = await server.as("lister-2").send("listSessions", { query: { cursor } });
  expect(stolen).toMatchObject({ status: 422, body: { detail: [{ loc: ["query", "cursor"] }] } });
});
