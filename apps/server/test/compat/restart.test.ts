import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startTestServer, temporaryDirectory } from "../../src/testing/test-server.js";

test("a restart keeps everything: sessions, memories, the waiting message, cursors", async () => {
  const directory = temporaryDirectory();
  const env = {
    DATABASE_URL: `sqlite:///${join(directory.path, "semvec.db")}`,
    SEMVEC_DATA_DIR: directory.path,
  };
  const body = { message: "what is the warranty", session_id: "s" };
  let cursor = "";
  let before: unknown;
  {
    await using server = await startTestServer(env);
    const client = server.as("alice");
    await client.ok("createSession", { body: { session_id: "s", metadata: { user: "7" } } });
    await client.ok("createSession", { body: { session_id: "t" } });
    await client.ok("run", { body: { ...body, message: "the washer has the number 4711" } });
    await client.ok("store", { body: { session_id: "s", response: "noted" } });
    await client.ok("run", { body });
    before = await client.ok("sessionMetrics", { params: { session_id: "s" } });
    const page = await client.send("listSessions", { query: { limit: 1 } });
    cursor = page.headers.get("x-next-cursor") ?? "";
  }
  await using server = await startTestServer(env);
  const client = server.as("alice");
  expect(await client.ok("sessionMetrics", { params: { session_id: "s" } })).toEqual(before);
  await client.ok("store", { body: { session_id: "s", response: "two years" } });
  const recall = await client.ok("recall", {
    params: { session_id: "s" },
    body: { query: "warranty" },
  });
  expect(recall.context).toContain("Q: what is the warranty A: two years");
  const next = await client.ok("listSessions", { query: { limit: 1, cursor } });
  expect(next.map(({ session_id }) => session_id)).toEqual(["t"]);
  directory.remove();
});
