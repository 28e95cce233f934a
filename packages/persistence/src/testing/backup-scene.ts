import type { BackupOptions } from "../backup/backup-database.js";
import { EntityHost } from "../host/entity-host.js";
import { verifyReplay } from "../host/verify-replay.js";
import { allLogs, allTenants } from "../store/all-logs.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { LedgerMachine } from "./ledger-machine.js";
import { bytes, idempotentRecord, LogWriter } from "./log-writer.js";

type Location = Pick<BackupOptions, "url">;

const machine = new LedgerMachine();

/** Two tenants with something in every table and every nullable column, set and not set. */
export async function fillDatabase(location: Location): Promise<void> {
  const store = await openStore(location);
  try {
    for (const tenant of ["sub:zoë", "sub:ann"]) await fillTenant(store, tenant);
    await store.forTenant("keys-only").saveIdempotent(idempotentRecord());
  } finally {
    await store.close();
  }
}

async function fillTenant(store: Store, tenant: string): Promise<void> {
  const limits = { snapshotEveryOps: 3, snapshotOnEvictOps: 1 };
  const host = new EntityHost({ store, machine, limits });
  for (const account of ["long", "short", "closed"]) {
    await host.execute(tenant, account, { type: "open" });
    await host.execute(tenant, account, { type: "add", amount: 17 });
  }
  for (let op = 0; op < 9; op++) await host.execute(tenant, "long", { type: "add", amount: op });
  await host.execute(tenant, "closed", { type: "close" });
  await host.drain();
  await store.forTenant(tenant).compact("long", machine);
  const messages = [
    { target: "long", targetGenesisSeq: 1, body: bytes("later"), visibleAtMs: 9e12 },
    { target: "short", targetGenesisSeq: 1, body: Uint8Array.of(0, 255, 128) },
  ];
  const writer = new LogWriter(store.forTenant(tenant), 'a "thing" \\ {}');
  await writer.append("first", { genesis: { meta: bytes("described") }, outbox: messages });
  await writer.append("x".repeat(5_000), { idem: idempotentRecord({ key: "with an op" }) });
}

/** The end of every log, and the state of every account that lives, by tenant and entity. */
export async function statesOf(location: Location): Promise<Record<string, string>> {
  const store = await openStore({ ...location, readOnly: true });
  try {
    const states: Record<string, string> = {};
    for await (const tenant of allTenants(store)) {
      const logs = store.forTenant(tenant);
      for await (const { entity, kind } of allLogs(logs)) {
        const log = await logs.verify(entity);
        const replay = kind === "ledger" ? await verifyReplay(logs, machine, entity) : undefined;
        const hash = Buffer.from(log?.hash ?? []).toString("hex");
        states[`${tenant} ${entity}`] = `${log?.seq} ${hash} ${replay?.stateHash}`;
        if (replay?.matches === false) throw new Error(`${entity} does not replay`);
      }
    }
    return states;
  } finally {
    await store.close();
  }
}
