import { join } from "node:path";
import { afterEach } from "@jest/globals";
import Database from "better-sqlite3";
import { EntityHost } from "../host/entity-host.js";
import type { DamageEvent, HostLimits } from "../host/host-types.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { type LedgerAnswer, LedgerMachine } from "./ledger-machine.js";
import { bytes } from "./log-writer.js";
import { ManualClock } from "./manual-clock.js";
import { temporaryDirectory } from "./temporary-directory.js";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export interface BenchOptions {
  readonly machine?: LedgerMachine;
  readonly limits?: Partial<HostLimits>;
  readonly store?: Store;
  readonly onDamage?: (event: DamageEvent) => void;
}

/** The clock of every host in a test file. */
export const clock = new ManualClock();

export function newHost(store: Store, options: BenchOptions = {}) {
  return new EntityHost({
    store,
    machine: options.machine ?? new LedgerMachine(),
    clock,
    limits: options.limits ?? {},
    onDamage: options.onDamage ?? (() => {}),
  });
}

export async function memoryHost(options: BenchOptions = {}) {
  const store = await openStore({ url: "sqlite::memory:", clock });
  cleanups.push(() => store.close());
  return { store, host: newHost(store, options) };
}

/** A database file that can be closed, looked into and opened again. */
export function fileBench() {
  const directory = temporaryDirectory();
  cleanups.push(directory.remove);
  const path = join(directory.path, "store.db");
  return {
    async open(options: BenchOptions = {}) {
      const store = await openStore({ url: `sqlite:///${path}`, clock });
      cleanups.push(() => store.close());
      return { store, host: newHost(store, options) };
    },
    sql(statement: string) {
      const db = new Database(path);
      const info = db.prepare(statement).run();
      db.close();
      return info.changes;
    },
  };
}

type Host = ReturnType<typeof newHost>;
export const openAccount = (host: Host, entity = "a") =>
  host.execute("t", entity, { type: "open" });
export const add = (host: Host, amount: number, entity = "a") =>
  host.execute("t", entity, { type: "add", amount });
export const balance = (host: Host, entity = "a") =>
  host.read("t", entity, (state) => state?.balance);

export const idemOf = (key: string, fingerprint = "f") => ({
  key,
  fingerprint: bytes(fingerprint),
  expiresAtMs: clock.nowMs() + 1_000_000,
  respond: (answer: LedgerAnswer) => ({
    status: 200,
    headers: {},
    body: bytes(JSON.stringify(answer)),
  }),
});
