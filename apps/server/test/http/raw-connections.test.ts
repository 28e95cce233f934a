import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bodyBytesMax } from "@semvec/contract";
import { pino } from "pino";
import { failedSignInsMax } from "../../src/auth/failed-sign-ins.js";
import { discardLimits } from "../../src/http/discard-rest.js";
import { httpLimits } from "../../src/http/http-server.js";
import {
  metricsAuthorization,
  startTestServer,
  type TestServer,
} from "../../src/testing/test-server.js";

const lines: string[] = [];
let server: TestServer;
beforeAll(async () => {
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  server = await startTestServer({}, { log });
});
afterAll(() => server.close());

const origin = (): URL => new URL(server.url);

/** A connection whose client has not read anything yet. */
async function open() {
  const socket = connect(Number(origin().port), origin().hostname);
  await once(socket, "connect");
  return socket;
}

/** Sends everything, and only then reads all that comes back until the server closes. */
async function exchange(...chunks: (string | Buffer)[]): Promise<string> {
  const socket = await open();
  for (const chunk of chunks) {
    await new Promise<void>((resolve, reject) => {
      socket.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
  return text(socket);
}

function head(requestLine: string, ...headers: string[]): string {
  return [`${requestLine} HTTP/1.1`, ...headers, "", ""].join("\r\n");
}

function parse(answer: string) {
  const [top = "", body = ""] = answer.split("\r\n\r\n");
  const requestId = /^X-Request-Id: (\S+)\r?$/im.exec(top)?.[1];
  return { status: Number(top.split(" ")[1]), requestId, body: JSON.parse(body) as unknown };
}

function logged(requestId: string | undefined): unknown {
  return lines.map((line) => JSON.parse(line)).find((line) => line.requestId === requestId);
}

const host = "Host: localhost";
const json = "Content-Type: application/json";
const key = (): string => `X-API-Key: ${server.token()}`;
const tooLarge = { detail: `The body is larger than ${bodyBytesMax.standard} bytes` };

describe("a client that writes its whole body before it reads gets its answer", () => {
  const body = Buffer.alloc(5_000_000, " ");

  test("413, of a length it declared", async () => {
    const length = `Content-Length: ${body.length}`;
    const answer = parse(await exchange(head("POST /v1/run", host, json, key(), length), body));
    expect(answer).toMatchObject({ status: 413, body: tooLarge });
    expect(logged(answer.requestId)).toMatchObject({ status: 413, path: "/v1/run" });
  });

  test("413, in chunks", async () => {
    const chunks = [`${body.length.toString(16)}\r\n`, body, "\r\n0\r\n\r\n"];
    const encoding = "Transfer-Encoding: chunked";
    const start = head("POST /v1/run", host, json, key(), encoding);
    expect(parse(await exchange(start, ...chunks))).toMatchObject({ status: 413, body: tooLarge });
  });

  test("401, where it asked for the connection to be closed", async () => {
    const headers = [host, json, "Connection: close", `Content-Length: ${body.length}`];
    const answer = parse(await exchange(head("POST /v1/run", ...headers), body));
    expect(answer).toMatchObject({ status: 401, body: { detail: "Missing license token" } });
  });
});

describe("the connection of a body that is not wanted is closed", () => {
  test("when the rest does not come in time", async () => {
    const started = performance.now();
    const length = `Content-Length: ${bodyBytesMax.standard + 1}`;
    const answer = parse(await exchange(head("POST /v1/run", host, json, key(), length)));
    expect(answer.status).toBe(413);
    // Timers may fire a moment early.
    expect(performance.now() - started).toBeGreaterThan(discardLimits.timeoutMs - 50);
  });

  test("when the rest is too much", async () => {
    const socket = await open();
    const length = `Content-Length: ${8 * discardLimits.bytesMax}`;
    socket.on("error", () => {}).resume();
    socket.write(head("POST /v1/run", host, json, key(), length));
    const chunk = Buffer.alloc(1024 * 1024);
    const write = (): void => {
      while (socket.writable && socket.write(chunk)) {}
    };
    socket.on("drain", write);
    write();
    // A client that writes on meets a reset, which `once` would reject with.
    await new Promise((resolve) => socket.once("close", resolve));
    expect(socket.bytesWritten).toBeGreaterThanOrEqual(discardLimits.bytesMax);
    expect(socket.bytesWritten).toBeLessThan(4 * discardLimits.bytesMax);
  });
});

describe("errors below the application are errors like all others", () => {
  const padding = `X-Padding: ${"x".repeat(httpLimits.headerBytesMax)}`;
  const longPadding = `X-Padding: ${"x".repeat(2_000_000)}`;
  const tooLong = "The request line and headers are larger than 16 KiB";
  const malformed = "The request is not valid HTTP/1.1";
  const noHost = "An HTTP/1.1 request needs exactly one Host header";
  const expectation = "The only expectation that is met is 100-continue";
  const close = "Connection: close";
  const get = "GET /v1/health";
  test.each([
    ["headers over the limit", head(get, host, padding), 431, tooLong],
    ["headers far over the limit", head(get, host, longPadding), 431, tooLong],
    ["no HTTP at all", "hello\r\n\r\n", 400, malformed],
    ["two lengths", head(get, host, "Content-Length: 1", "Content-Length: 2"), 400, malformed],
    ["no Host", head(get, close), 400, noHost],
    ["two Hosts", head(get, close, host, "Host: evil.example"), 400, noHost],
    ["an unknown expectation", head(get, host, close, "Expect: foo"), 417, expectation],
    ["one too many", head(get, host, close, "Expect: 100-continue, foo"), 417, expectation],
  ])("%s", async (_, request, status, detail) => {
    const answer = parse(await exchange(request));
    expect(answer).toEqual({ status, requestId: expect.any(String), body: { detail } });
    expect(logged(answer.requestId)).toMatchObject({ msg: "request", status });
  });

  test("they are counted", async () => {
    const count = async (): Promise<number> => {
      const headers = { authorization: metricsAuthorization };
      const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
      const sample = /^semvec_requests_total\{method="unknown",.*status="431"\} (\d+)$/m;
      return Number(sample.exec(metrics)?.[1] ?? 0);
    };
    const before = await count();
    await exchange(head(get, host, padding));
    expect(await count()).toBe(before + 1);
  });

  test("HTTP/1.0 needs no Host and knows no expectations", async () => {
    const request = ["GET /v1/health HTTP/1.0", "Expect: foo", "", ""].join("\r\n");
    expect(parse(await exchange(request)).status).toBe(200);
  });
});

describe("Expect: 100-continue", () => {
  const body = '{"message":"hello"}';
  const waiting = (...headers: string[]): string =>
    head("POST /v1/run", host, "Expect: 100-continue", ...headers);
  const length = `Content-Length: ${body.length}`;

  test("a request that passes is told to go on, then answered", async () => {
    const socket = await open();
    socket.write(waiting(json, key(), length, "Connection: close"));
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(first.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write(body);
    expect(parse(await text(socket))).toMatchObject({ status: 200, body: { turn: 0 } });
  });

  test.each([
    ["no token", () => [json, length], 401],
    ["a wrong token", () => [json, length, "X-API-Key: bad"], 401],
    ["too long", () => [json, key(), `Content-Length: ${bodyBytesMax.standard + 1}`], 413],
    ["no JSON", () => ["Content-Type: text/plain", key(), length], 415],
    ["compressed", () => [json, key(), length, "Content-Encoding: gzip"], 415],
  ])("one that does not is answered at once: %s", async (_, headers, status) => {
    const socket = await open();
    socket.write(waiting(...headers()));
    const [first] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(parse(first.toString())).toMatchObject({ status });
  });
});

describe("two tokens", () => {
  const list = (...headers: string[]) =>
    exchange(head("GET /v1/session/", host, "Connection: close", ...headers)).then(parse);
  const conflict = { status: 401, body: { detail: "Invalid license: conflicting credentials" } };

  test("within one header conflict, unless they are the same", async () => {
    const [mine, other] = [server.token(), server.token({ subject: "bob" })];
    const bearer = (token: string): string => `Authorization: Bearer ${token}`;
    expect(await list(bearer(mine), bearer(other))).toMatchObject(conflict);
    expect(await list(`${bearer(mine)}, Bearer ${other}`)).toMatchObject(conflict);
    expect(await list(`X-API-Key: ${mine}`, `X-API-Key: ${other}`)).toMatchObject(conflict);
    expect(await list(bearer(mine), `X-API-Key: ${other}`)).toMatchObject(conflict);
    const same = [bearer(mine), bearer(mine), `X-API-Key: ${mine}`, `X-API-Key: ${mine}`];
    expect((await list(...same)).status).toBe(200);
  });

  test("count as a failed sign-in, and are not looked at after too many", async () => {
    await using other = await startTestServer();
    const headers = { "X-API-Key": "a", Authorization: "Bearer b" };
    const call = async (): Promise<number> =>
      (await fetch(`${other.url}/v1/session/`, { headers })).status;
    for (let i = 0; i < failedSignInsMax; i++) expect(await call()).toBe(401);
    expect(await call()).toBe(429);
  });
});

test("without real licences, pages of named origins are let in and others are not", async () => {
  await using local = await startTestServer({
    SEMVEC_ALLOW_ANONYMOUS: "1",
    CORS_ALLOW_ORIGINS: "https://app.example",
  });
  const call = (origin: string): Promise<Response> =>
    fetch(`${local.url}/v1/session/`, {
      headers: { Origin: origin, "Sec-Fetch-Site": "cross-site" },
    });
  const named = await call("https://app.example");
  expect(named.status).toBe(200);
  expect(named.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect((await call("https://evil.example")).status).toBe(403);
});
