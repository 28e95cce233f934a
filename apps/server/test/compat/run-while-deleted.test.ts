import { expect, test } from "@jest/globals";
import { GatedEmbedder } from "../../src/testing/gated-embedder.js";
import { startTestServer } from "../../src/testing/test-server.js";

const session_id = "deleted-meanwhile";

test.each([384, 768])(
  "a run that resets a session of %i dimensions opens it anew when it is deleted meanwhile",
  async (dimension) => {
    const embedder = new GatedEmbedder();
    await using server = await startTestServer({}, { embedder });
    const client = server.as("alice");
    await client.ok("createSession", { body: { session_id, dimension } });
    await client.ok("store", { body: { session_id, message: "old news", response: "noted" } });

    const isEmbedding = embedder.hold();
    const run = client.send("run", {
      body: { session_id, message: "a fresh start", reset_context: true },
    });
    await isEmbedding;
    await client.ok("deleteSession", { params: { session_id } });
    embedder.release();

    expect(await run).toMatchObject({ status: 200, body: { session_id, turn: 0 } });
    expect(await client.ok("sessionMetrics", { params: { session_id } })).toMatchObject({
      total_memories: 0,
      config: { dimension: 384 },
    });
  },
);

test("without reset_context it is not found", async () => {
  const embedder = new GatedEmbedder();
  await using server = await startTestServer({}, { embedder });
  const client = server.as("alice");
  await client.ok("createSession", { body: { session_id } });
  const isEmbedding = embedder.hold();
  const run = client.send("run", { body: { session_id, message: "anyone there?" } });
  await isEmbedding;
  await client.ok("deleteSession", { params: { session_id } });
  embedder.release();
  expect((await run).status).toBe(404);
});
