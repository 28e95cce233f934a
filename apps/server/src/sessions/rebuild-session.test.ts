import { expect, test } from "@jest/globals";
import { entityMachine } from "@semvec/coordination";
import { sessionMachine } from "@semvec/core";
import { CorruptEntityError, EntityHost, openStore } from "@semvec/persistence";
import { rebuildSession } from "./rebuild-session.js";

const dimension = 4;

test("ops alone give the same bytes as the session in memory, at any version", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  try {
    const host = new EntityHost({ store, machine: entityMachine });
    const rebuilt = async (seq: number) => {
      const state = await rebuildSession(store.forTenant("t"), "s", { ...version, seq });
      return Buffer.from(sessionMachine.encodeState(state)).toString("hex");
    };
    const live: string[] = [];
    const snapshot = () =>
      host.read("t", "s", (state, at) => {
        if (state !== undefined) {
          live.push(Buffer.from(sessionMachine.encodeState(state.session)).toString("hex"));
        }
        return at;
      });
    await host.execute("t", "s", { kind: "create", nowMs: 0, options: { dimension } });
    let version = await snapshot();
    // More than one page of the log.
    for (let i = 1; i <= 130; i++) {
      const vector = [i, 1, i % 7, 0];
      const response = { text: `response ${i}`, vector };
      await host.execute("t", "s", { kind: "store", nowMs: i, response });
      version = await snapshot();
    }
    for (const seq of [1, 2, 128, 129, 131]) expect(await rebuilt(seq)).toBe(live[seq - 1]);
    await expect(rebuilt(132)).rejects.toThrow(CorruptEntityError);
    await host.drain();
  } finally {
    await store.close();
  }
});

test("a session that never was cannot be rebuilt", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  try {
    const version = { genesisSeq: 1, seq: 1, hash: new Uint8Array(32) };
    const rebuilt = rebuildSession(store.forTenant("t"), "none", version);
    await expect(rebuilt).rejects.toThrow("the log ends before op 1");
  } finally {
    await store.close();
  }
});
