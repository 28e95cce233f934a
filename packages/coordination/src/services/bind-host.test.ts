import { expect, test } from "@jest/globals";
import type { EntityAnswer } from "../entity/entity-answer.js";
import { MemoryRunner } from "../workspace/memory-runner.js";
import { bindHost, type TenantedHost } from "./bind-host.js";

/** A host for all tenants over memory. */
function memoryHost(): TenantedHost {
  const tenants = new Map<string, MemoryRunner>();
  const of = (tenant: string) => {
    const runner = tenants.get(tenant) ?? new MemoryRunner();
    tenants.set(tenant, runner);
    return runner;
  };
  return {
    async execute(tenant, entity, command) {
      const answer = await of(tenant).execute(entity, command, (it): EntityAnswer => it);
      return { outcome: "executed", answer };
    },
    async executeSet(tenant, entities, plan) {
      const answers = await of(tenant).executeSet(entities, plan, (it) => it);
      return { outcome: "executed", answers };
    },
    read: (tenant, entity, view) => of(tenant).read(entity, view),
  };
}

test("a bound host is one tenant's: the same id of another tenant is another session", async () => {
  const host = memoryHost();
  const create = { kind: "create", options: { dimension: 3 }, nowMs: 0 } as const;
  const ada = bindHost(host, "ada");
  expect(await ada.execute("s", create, ({ created }) => created)).toBe(true);
  expect(await bindHost(host, "bob").read("s", (state) => state)).toBeUndefined();
  const answers = await ada.executeSet(
    ["s"],
    () => new Map([["s", create]]),
    (it) => it.get("s"),
  );
  expect(answers).toEqual({ sessionId: "s", created: false });
  expect(await ada.read("s", (_state, version) => version)).toEqual({ seq: 1, genesisSeq: 1 });
});

test("a replay that nobody asked for is an error, not an answer", async () => {
  const host = { ...memoryHost(), execute: async () => ({ outcome: "replayed" }) as const };
  const command = { kind: "reset", nowMs: 0 } as const;
  await expect(bindHost(host, "ada").execute("s", command, (it) => it)).rejects.toThrow("replayed");
});
