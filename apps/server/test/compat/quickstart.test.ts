import { expect, test } from "@jest/globals";
import { startTestServer } from "../../src/testing/test-server.js";

test("the quickstart of the product page", async () => {
  await using server = await startTestServer();
  const post = async (path: string, json: unknown) => {
    const response = await fetch(`${server.url}/v1${path}`, {
      method: "POST",
      headers: { "X-API-Key": server.token(), "Content-Type": "application/json" },
      body: JSON.stringify(json),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as { session_id: string; context: string };
  };

  const run = await post("/run", { message: "What is Kubernetes?" });
  expect(run).toMatchObject({
    context: "[Semvec Context | Phase: initialization | Turn 0 | 0 memories]",
    top_similarity: 0,
    short_circuit: false,
    drift_score: 0,
    drift_detected: false,
    drift_phase: "stable",
  });
  const store = await post("/store", { session_id: run.session_id, response: "Kubernetes..." });
  expect(store).toEqual({ session_id: run.session_id });
  const next = await post("/run", {
    session_id: run.session_id,
    message: "What is Kubernetes good for?",
  });
  expect(next.context.split("\n")[0]).toBe(
    "[Semvec Context | Phase: initialization | Turn 1 | 2 memories]",
  );
  expect(next.context).toContain("Q: What is Kubernetes? A: Kubernetes...");
});
