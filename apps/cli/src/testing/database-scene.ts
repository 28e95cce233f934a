import { entityKindOf, entityMachine } from "@semvec/coordination";
import { EntityHost, openStore } from "@semvec/persistence";

/** Vectors of four numbers, all different. */
const vectorOf = (turn: number) => [1, turn, turn * turn, -turn];

/** Turns stored in each session of a scene. */
export const sceneTurns = 40;

/** Fills a database with sessions of one tenant each, as a service would. */
export async function fillSessions(
  url: string,
  sessions: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const store = await openStore({ url });
  const host = new EntityHost({
    store,
    machine: entityMachine,
    describe: (genesis) => ({ kind: entityKindOf(genesis) }),
    limits: { snapshotEveryOps: 10 },
  });
  for (const [tenant, ids] of Object.entries(sessions)) {
    for (const id of ids) {
      const nowMs = Date.UTC(2026, 0, 1);
      await host.execute(tenant, id, { kind: "create", options: { dimension: 4 }, nowMs });
      for (let turn = 1; turn <= sceneTurns; turn++) {
        const message = { text: `question ${turn}`, vector: vectorOf(turn) };
        const response = { text: `answer ${turn}`, vector: vectorOf(-turn) };
        await host.execute(tenant, id, {
          kind: "store-turns",
          nowMs: nowMs + turn,
          turns: [{ message, response }],
        });
      }
    }
  }
  await host.drain();
  await store.close();
}

/** Keeps an answer of each tenant, under the key `k`. */
export async function fillAnswers(url: string, ...tenants: readonly string[]): Promise<void> {
  const store = await openStore({ url });
  for (const tenant of tenants) {
    await store.forTenant(tenant).saveIdempotent({
      key: "k",
      fingerprint: Buffer.from("fingerprint"),
      status: 200,
      headers: {},
      body: Buffer.from("{}"),
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    });
  }
  await store.close();
}
