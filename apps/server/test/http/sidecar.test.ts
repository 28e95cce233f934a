import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { createHashingEmbedder, openEmbedder, SidecarServer } from "@semvec/embedders";
import { pino } from "pino";
import { loadConfig } from "../../src/config/load-config.js";
import { openResources } from "../../src/open-resources.js";
import type { ApiClient } from "../../src/testing/api-client.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "../../src/testing/test-server.js";

const down = {
  status: 503,
  body: { detail: "The embedder is not available: bring your own vectors, or retry later" },
};

function sidecarPlace() {
  const directory = temporaryDirectory();
  const listen = `unix:${join(directory.path, "embedder.sock")}`;
  return { listen, config: { kind: "sidecar", address: listen, mayBeAbsent: true } as const };
}

async function untilReady(client: ApiClient): Promise<void> {
  while ((await client.send("readyz", {})).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("without its sidecar a server starts, serves what needs no text, and says what is missing", async () => {
  const { listen, config } = sidecarPlace();
  await using server = await startTestServer({}, { embedder: await openEmbedder(config) });
  const client = server.as("alice");
  expect(await client.send("readyz", {})).toMatchObject({
    status: 503,
    body: { status: "not_ready", checks: { database: "ok", embedder: "failed" } },
  });
  expect(await client.send("health", {})).toMatchObject({ status: 200 });
  expect(await client.ok("listSessions", { query: {} })).toEqual([]);
  await client.ok("createSession", { body: { session_id: "small", dimension: 2 } });
  const params = { session_id: "small" };
  await client.ok("addAnchor", { params, body: { embedding: [1, 0] } });
  // Which model's vectors a session holds is settled when it is made, so none is made now.
  expect(await client.send("createSession", { body: { session_id: "s" } })).toMatchObject(down);
  const answer = await client.send("run", { body: { message: "hello" } });
  expect(answer).toMatchObject(down);
  expect(answer.headers.get("retry-after")).toBe("30");

  const sidecar = await SidecarServer.listen(createHashingEmbedder(), { listen });
  await untilReady(client);
  const { session_id } = await client.ok("run", { body: { message: "hello" } });
  const metrics = await client.ok("sessionMetrics", { params: { session_id } });
  expect(metrics.config).toMatchObject({ embedder_id: "hashing:384" });

  await sidecar.close();
  expect(await client.send("run", { body: { session_id, message: "anyone" } })).toMatchObject(down);
  const brought = { session_id, message: "mine", query_embedding: new Array(384).fill(1) };
  await client.ok("run", { body: brought });
  const next = await SidecarServer.listen(createHashingEmbedder(), { listen });
  await untilReady(client);
  await client.ok("run", { body: { session_id, message: "welcome back" } });
  await next.close();
});

test("a session of a server that was restarted without its sidecar takes its client's vectors", async () => {
  const { listen, config } = sidecarPlace();
  const directory = temporaryDirectory();
  const env = { DATABASE_URL: `sqlite:///${join(directory.path, "a.db")}` };
  {
    const sidecar = await SidecarServer.listen(createHashingEmbedder(), { listen });
    await using server = await startTestServer(env, { embedder: await openEmbedder(config) });
    const client = server.as("alice");
    await client.ok("createSession", { body: { session_id: "s" } });
    await client.ok("run", { body: { session_id: "s", message: "hello" } });
    await sidecar.close();
  }
  await using server = await startTestServer(env, { embedder: await openEmbedder(config) });
  const client = server.as("alice");
  const body = { session_id: "s", message: "mine", query_embedding: new Array(384).fill(1) };
  await client.ok("run", { body });
  expect(await client.ok("createSession", { body: { session_id: "s" } })).toMatchObject({
    created: false,
  });
  expect(await client.send("run", { body: { session_id: "s", message: "x" } })).toMatchObject(down);
  await server.running.close();
  directory.remove();
});

test("a sidecar that comes back with another model is not used", async () => {
  const { listen, config } = sidecarPlace();
  const first = await SidecarServer.listen(createHashingEmbedder(), { listen });
  await using server = await startTestServer({}, { embedder: await openEmbedder(config) });
  const client = server.as("alice");
  const { session_id } = await client.ok("run", { body: { message: "hello" } });
  await first.close();
  const other = await SidecarServer.listen(createHashingEmbedder(512), { listen });
  const details = new Set<unknown>();
  while (!details.has("The embedder is another one now: bring your own vectors, or retry later")) {
    const answer = await client.send("run", { body: { session_id, message: "anyone" } });
    expect(answer.status).toBe(503);
    details.add((answer.body as { detail: string }).detail);
  }
  await other.close();
});

test("the log says at start that the sidecar is missing, and how to start it", async () => {
  const { listen } = sidecarPlace();
  const directory = temporaryDirectory();
  const lines: string[] = [];
  const resources = await openResources(
    loadConfig({
      SEMVEC_EMBEDDER_MODE: "sidecar",
      SEMVEC_EMBEDDER_SOCKET: listen,
      SEMVEC_DATA_DIR: directory.path,
      DATABASE_URL: "sqlite::memory:",
    }),
    { clock: new ManualClock(), log: pino({}, { write: (line: string) => lines.push(line) }) },
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("no text can be embedded until the embedder sidecar is there");
  expect(lines[0]).toContain(`semvec embedder --listen ${listen}`);
  await resources.store.close();
  await resources.embedder.close();
  directory.remove();
});
