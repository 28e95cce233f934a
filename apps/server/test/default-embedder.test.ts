import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { expect, test } from "@jest/globals";
import { openEmbedder } from "@semvec/embedders";
import { isLoopbackHost } from "../src/auth/loopback.js";
import { startTestServer } from "../src/testing/test-server.js";

test("with the bundled model, a question in other words finds its answer", async () => {
  const embedder = await openEmbedder({ kind: "use-lite" });
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  const { session_id } = await client.ok("createSession", { body: {} });
  const params = { session_id };
  const turns = [
    { message: "I bought a puppy last week", response: "Congratulations! What is its name?" },
    { message: "Our train leaves at half past nine", response: "I will remind you." },
    { message: "The invoice was 340 euros", response: "Shall I file it?" },
  ];
  await client.ok("storeTurns", { params, body: { turns } });
  const run = await client.ok("run", {
    body: { session_id, message: "Which animal do I have?", top_k: 1 },
  });
  expect(run.context).toContain("puppy");
  const metrics = await client.ok("sessionMetrics", { params });
  expect(metrics.config).toMatchObject({ embedder_id: embedder.id, dimension: 384 });
});

test("nothing is sent beyond loopback", async () => {
  const hosts: string[] = [];
  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once("lookup", (_error, address) => void hosts.push(String(address)));
    socket.once("connect", () => void hosts.push(socket.remoteAddress ?? "unknown"));
  };
  subscribe("net.client.socket", onSocket);
  await using server = await startTestServer(
    {},
    { embedder: await openEmbedder({ kind: "use-lite" }) },
  );
  await server.as("alice").ok("run", { body: { message: "hello" } });
  unsubscribe("net.client.socket", onSocket);
  expect(hosts.length).toBeGreaterThan(0);
  expect(hosts.filter((host) => !isLoopbackHost(host))).toEqual([]);
});
