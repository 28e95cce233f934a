import { expect, test } from "@jest/globals";
import { entityMachine } from "@semvec/coordination";
import { hasUnembedded } from "@semvec/core";
import { EntityHost, openStore } from "@semvec/persistence";
import { GatedEmbedder } from "../testing/gated-embedder.js";
import { Degradation } from "./degradation.js";
import { SessionAccess } from "./session-access.js";
import { SessionService } from "./session-service.js";
import { TextEmbedder } from "./text-embedder.js";

const nowMs = Date.UTC(2026, 0, 1);
const dimension = 384;

test("a text whose vector was made before a reembedding is kept by its words, not by that vector", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  const host = new EntityHost({ store, machine: entityMachine });
  const gated = new GatedEmbedder();
  const sessions = new SessionService({
    access: new SessionAccess(host, () => nowMs),
    store,
    embedder: new TextEmbedder(gated),
    config: { dimension, memoryBytesMax: 1 << 20 },
    defaults: { topK: 5, tokenBudget: 350 },
    nowMs: () => nowMs,
  });
  await sessions.create("ann", { sessionId: "s", enableTopicSwitch: true });

  const held = gated.hold();
  const degradation = new Degradation();
  const input = { sessionId: "s", response: "The kettle is in the attic." };
  const stored = sessions.store("ann", input, degradation);
  await held;
  await host.execute("ann", "s", {
    kind: "reembed",
    nowMs,
    embedderId: "other:1",
    recallWeights: { dense: 2, denseNext: 1 },
    cosines: "learned",
    vectors: new Map(),
  });
  gated.release();

  expect(await stored).toMatchObject({ stored: 1 });
  expect(degradation.headers).toEqual({ "X-Semvec-Degraded": "embedder" });
  const state = await host.read("ann", "s", (it) => it?.session);
  expect(state?.config.embedderId).toBe("other:1");
  expect(state && hasUnembedded(state)).toBe(true);
  await host.drain();
  await store.close();
});
