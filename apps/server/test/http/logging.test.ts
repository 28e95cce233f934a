import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { GatedEmbedder } from "../../src/testing/gated-embedder.js";
import { startTestServer } from "../../src/testing/test-server.js";

function memoryLog() {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  return { lines, log };
}

test("the log has one line a request: the path, and nothing that a client wrote", async () => {
  const { lines, log } = memoryLog();
  const server = await startTestServer({}, { log });
  const client = server.as("subject-in-token");
  const body = { message: "text-of-a-message", metadata: "x" };
  const { headers } = await client.send("run", { body });
  await client.send("stateContext", { query: { session_id: "none", query: "text-of-a-query" } });
  await server.close();
  const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");
  expect(requests).toEqual([
    expect.objectContaining({
      requestId: headers.get("x-request-id"),
      method: "POST",
      path: "/v1/run",
      status: 200,
      ms: expect.any(Number),
    }),
    expect.objectContaining({ method: "GET", path: "/v1/state/context", status: 404 }),
  ]);
  expect(lines.join("")).not.toMatch(/text-of-a|subject-in-token|eyJ/);
});

test("what nobody foresaw is 500: logged with the request's id, and kept from the client", async () => {
  const { lines, log } = memoryLog();
  const embedder = new GatedEmbedder();
  embedder.failure = new TypeError("a secret of the inside");
  const server = await startTestServer({}, { log, embedder });
  const answer = await server.as("alice").send("run", { body: { message: "hello" } });
  expect(answer).toMatchObject({ status: 500, body: { detail: "Internal server error" } });
  await server.close();
  const failure = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === "request failed");
  expect(failure).toMatchObject({
    level: 50,
    requestId: answer.headers.get("x-request-id"),
    err: { message: "a secret of the inside", stack: expect.any(String) },
  });
});
