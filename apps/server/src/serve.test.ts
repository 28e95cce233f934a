import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { StoreLockedError } from "@semvec/persistence";
import { loadConfig } from "./config/load-config.js";
import { ConfigError, DrainTimeoutError } from "./errors/errors.js";
import { serve } from "./serve.js";
import { GatedEmbedder } from "./testing/gated-embedder.js";
import { ManualClock } from "./testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "./testing/test-server.js";

/** One answer, and the connection that it came on. */
async function getOn(agent: Agent, url: string) {
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  const { statusCode: status, headers, socket } = response;
  const { localPort } = socket;
  await once(response.resume(), "end");
  return { status, connection: headers.connection, localPort };
}

/** What it takes to serve on loopback without any setting. */
async function serveForDeveloper(env: Record<string, string> = {}) {
  const directory = temporaryDirectory();
  let banner = "";
  const config = loadConfig({
    PORT: "0",
    SEMVEC_DATA_DIR: directory.path,
    SEMVEC_EMBEDDER: "none",
    SEMVEC_LOG_LEVEL: "silent",
    ...env,
  });
  const server = await serve(config, {
    print: (text) => {
      banner += text;
    },
  });
  return { server, banner, directory, config };
}

describe("a developer's first start", () => {
  test("prints a token that works, and a curl line", async () => {
    const { server, banner, directory } = await serveForDeveloper();
    const token = /^eyJ\S+$/m.exec(banner)?.[0] ?? "";
    expect(banner).toContain(`curl -s ${server.url}/v1/run -H 'X-API-Key: ${token}'`);
    const headers = { "X-API-Key": token };
    const answer = await fetch(`${server.url}/v1/session/`, { headers });
    expect(answer.status).toBe(200);
    const foreign = { ...headers, Origin: "https://evil.example" };
    expect((await fetch(`${server.url}/v1/session/`, { headers: foreign })).status).toBe(403);
    expect((await fetch(`${server.url}/v1/health`, { headers: foreign })).status).toBe(200);
    await server.close();
    directory.remove();
  });

  test("in anonymous mode says that no token is needed", async () => {
    const { server, banner, directory } = await serveForDeveloper({ SEMVEC_ALLOW_ANONYMOUS: "1" });
    expect(banner).toContain("SEMVEC_ALLOW_ANONYMOUS");
    expect((await fetch(`${server.url}/v1/session/`)).status).toBe(200);
    await server.close();
    directory.remove();
  });
});

describe("a server that cannot start", () => {
  test("says that the port is taken, and lets go of the database", async () => {
    const { server, directory, config } = await serveForDeveloper();
    const port = Number(new URL(server.url).port);
    const other = { ...config, port, databaseUrl: `sqlite:///${join(directory.path, "other.db")}` };
    await expect(serve(other)).rejects.toThrow(ConfigError);
    const again = await serve({ ...other, port: 0 }, { print: () => {} });
    await again.close();
    await server.close();
    directory.remove();
  });

  test("says that another process has the database", async () => {
    const { server, directory, config } = await serveForDeveloper();
    await expect(serve(config)).rejects.toThrow(StoreLockedError);
    await server.close();
    directory.remove();
  });

  test("beyond loopback without keys", async () => {
    await expect(serve(loadConfig({ HOST: "0.0.0.0", PORT: "0" }))).rejects.toThrow(
      /SEMVEC_LICENSE_JWKS/,
    );
  });
});

describe("a drain", () => {
  const drainDelayMs = 5_000;
  const drainTimeoutMs = 30_000;
  const env = { SEMVEC_DRAIN_DELAY_S: "5", SEMVEC_DRAIN_TIMEOUT_S: "30" };
  const json = { "Content-Type": "application/json" };

  test("fails readiness at once, serves on for the delay, then is gone", async () => {
    const clock = new ManualClock();
    const server = await startTestServer(env, { clock });
    expect((await fetch(`${server.url}/v1/readyz`)).status).toBe(200);
    const closed = server.running.close();
    const ready = await fetch(`${server.url}/v1/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "not_ready", checks: { database: "ok", embedder: "ok", draining: "failed" } },
    ]);
    const headers = { "X-API-Key": server.token(), ...json };
    const run = { method: "POST", headers, body: '{"message":"hello"}' };
    const answer = await fetch(`${server.url}/v1/run`, run);
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    clock.advance(drainDelayMs);
    await closed;
    await expect(fetch(`${server.url}/v1/health`)).rejects.toThrow();
    expect(server.running.close()).toBe(server.running.close());
    await server.close();
  });

  test("answers on a connection that was kept alive, and closes it with the answer", async () => {
    const clock = new ManualClock();
    const server = await startTestServer(env, { clock });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const probe = () => getOn(agent, `${server.url}/v1/health`);
    const before = await probe();
    const closed = server.running.close();
    const during = await probe();
    expect(during.localPort).toBe(before.localPort);
    expect([before.connection, during.connection]).toEqual(["keep-alive", "close"]);
    const later = await probe();
    expect(later).toMatchObject({ status: 200, connection: "close" });
    expect(later.localPort).not.toBe(before.localPort);
    clock.advance(drainDelayMs);
    await closed;
    agent.destroy();
    await server.close();
  });

  test("that hands over takes no new connection, and stays ready for those it has", async () => {
    const clock = new ManualClock();
    const server = await startTestServer(env, { clock });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await getOn(agent, `${server.url}/v1/health`);
    const closed = server.running.close({ handsOver: true });
    await expect(fetch(`${server.url}/v1/health`)).rejects.toThrow();
    const answer = await getOn(agent, `${server.url}/v1/readyz`);
    expect(answer).toMatchObject({ status: 200, connection: "close" });
    expect(await server.running.isReady()).toBe(true);
    clock.advance(drainDelayMs);
    await closed;
    agent.destroy();
    await server.close();
  });

  test("waits for requests under way, not for idle connections", async () => {
    const clock = new ManualClock();
    const embedder = new GatedEmbedder();
    const server = await startTestServer(env, { clock, embedder });
    const idle = connect(Number(new URL(server.url).port), "127.0.0.1");
    await once(idle, "connect");
    const held = embedder.hold();
    const headers = { "X-API-Key": server.token(), ...json };
    const run = fetch(`${server.url}/v1/run`, {
      method: "POST",
      headers,
      body: '{"message":"hello"}',
    });
    await held;
    const closed = server.running.close();
    clock.advance(drainDelayMs);
    embedder.release();
    const answer = await run;
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    await closed;
    idle.destroy();
    await server.close();
  });

  test("cuts off what takes longer than the timeout, and says so", async () => {
    const clock = new ManualClock();
    const embedder = new GatedEmbedder();
    const server = await startTestServer(
      { ...env, SEMVEC_DRAIN_DELAY_S: "0" },
      { clock, embedder },
    );
    const held = embedder.hold();
    const headers = { "X-API-Key": server.token(), ...json };
    const run = fetch(`${server.url}/v1/run`, {
      method: "POST",
      headers,
      body: '{"message":"hello"}',
    });
    await held;
    const closed = expect(server.close()).rejects.toThrow(DrainTimeoutError);
    const cut = expect(run).rejects.toThrow();
    clock.advance(drainTimeoutMs);
    await cut;
    await closed;
  });
});
