import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { openEmbedder } from "@semvec/embedders";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eventually } from "../../src/testing/groups.js";
import {
  metricsAuthorization,
  startTestServer,
  type TestServer,
  temporaryDirectory,
} from "../../src/testing/test-server.js";

const session_id = "said";
const params = { session_id };
const noVectors = "bring your own vectors, or retry later";

/** What a refused request must leave as it was. */
const exported = (client: ApiClient) => client.ok("exportSession", { params });

/** Texts that the service waits for. */
async function textsUnderWay({ url }: TestServer): Promise<number> {
  const headers = { authorization: metricsAuthorization };
  const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(/^semvec_embed_queue\S* (\d+)$/m.exec(metrics)?.[1]);
}

/** A server of embeddings that answers, or does not. */
async function startModel() {
  const held: ServerResponse[] = [];
  let hangs = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (hangs) return held.push(response);
      const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: string[] };
      const vectorOf = (text: string) =>
        Array.from({ length: 64 }, (_, i) => Math.cos(i * text.length));
      return response.end(
        JSON.stringify({ data: input.map((it, index) => ({ index, embedding: vectorOf(it) })) }),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang(on: boolean) {
      hangs = on;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test("a model that hangs costs a turn its time limit, and nothing else", async () => {
  await using model = await startModel();
  const timeoutMs = 2_000;
  const embedder = await openEmbedder({ kind: "http", url: model.url, model: "m", timeoutMs });
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  await client.ok("createSession", { body: { session_id } });
  await client.ok("store", { body: { session_id, response: "hello" } });
  const before = await exported(client);

  model.hang(true);
  const hanging = client.send("store", { body: { session_id, response: "anyone there?" } });
  await eventually(
    () => textsUnderWay(server),
    (texts) => texts === 1,
  );
  await client.ok("recall", { params, body: {} });
  expect(await hanging).toMatchObject({
    status: 503,
    body: { detail: `The embedder did not answer in time: ${noVectors}` },
  });
  expect(await textsUnderWay(server)).toBe(0);
  expect(await exported(client)).toEqual(before);

  model.hang(false);
  await client.ok("store", { body: { session_id, response: "anyone there?" } });
  expect(await client.ok("sessionMetrics", { params })).toMatchObject({ total_memories: 2 });
});

let sidecar: Awaited<ReturnType<typeof startSidecar>> | undefined;
afterAll(() => sidecar?.kill());

/** A sidecar in a process of its own. */
async function startSidecar(listen: string) {
  const entry = "../../../../packages/embedders/src/sidecar/fixtures/sidecar-process.mjs";
  const args = [fileURLToPath(new URL(entry, import.meta.url)), listen, "384"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  return {
    stop: () => child.kill("SIGSTOP"),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("a sidecar that is killed with a turn in its hands: the turn is stored once, or not at all", async () => {
  const directory = temporaryDirectory();
  using _files = { [Symbol.dispose]: () => directory.remove() };
  const listen = `unix:${join(directory.path, "embedder.sock")}`;
  sidecar = await startSidecar(listen);
  const embedder = await openEmbedder({ kind: "sidecar", address: listen, mayBeAbsent: true });
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  await client.ok("createSession", { body: { session_id } });
  for (const [index, response] of ["the first turn", "a second one", "and more"].entries()) {
    const turn = index + 1;
    const before = await exported(client);
    sidecar.stop();
    const body = { session_id, response };
    const stored = client.send("store", { body });
    await eventually(
      () => textsUnderWay(server),
      (texts) => texts === 1,
    );
    await sidecar.kill();
    sidecar = await startSidecar(listen);
    // The new one takes the request over, unless it comes too late for it.
    const answer = await stored;
    if (answer.status !== 200) {
      expect(answer).toMatchObject({ status: 503, body: { detail: expect.any(String) } });
      expect(await exported(client)).toEqual(before);
      await eventually(
        () => client.send("store", { body }),
        ({ status }) => status === 200,
      );
    }
    const metrics = await client.ok("sessionMetrics", { params });
    expect(metrics).toMatchObject({ total_memories: turn });
  }
});
