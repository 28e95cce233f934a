import { expect, test } from "@jest/globals";
import { entityMachine } from "@semvec/coordination";
import { openEmbedder } from "@semvec/embedders";
import { EntityHost, openStore } from "@semvec/persistence";
import { reembedSession } from "./reembed-session.js";

test("a session that ends while its texts are embedded is passed over", async () => {
  const nowMs = Date.UTC(2026, 0, 1);
  const store = await openStore({ url: "sqlite::memory:" });
  const host = new EntityHost({ store, machine: entityMachine });
  const options = { dimension: 384, embedderId: "old:1" };
  await host.execute("ann", "chat", { kind: "create", options, nowMs });
  const response = { text: "From the old harbour, at 7:15." };
  await host.execute("ann", "chat", { kind: "store", response, nowMs });
  const embedder = await openEmbedder({ kind: "use-lite-wasm" });
  const embed = embedder.embed.bind(embedder);
  embedder.embed = async (texts) => {
    await host.execute("ann", "chat", { kind: "delete", nowMs });
    return embed(texts);
  };
  const log = { tenant: "ann", entity: "chat" };
  expect(await reembedSession(host, embedder, log, () => nowMs)).toEqual({
    outcome: "skipped",
    reason: "ended",
  });
  await embedder.close();
  await host.drain();
  await store.close();
});
