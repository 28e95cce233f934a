import {
  allLogs,
  allRecordTenants,
  allTenants,
  type Store,
  type TenantStore,
} from "@semvec/persistence";
import type { Command } from "commander";
import { FailureError, UsageError } from "../errors.js";

/** Which logs a command works on. */
export interface LogSelection {
  readonly session?: string;
  readonly tenant?: string;
  readonly all?: true;
}

/** A log, and the rows of its tenant. */
export interface SelectedLog {
  readonly store: TenantStore;
  readonly entity: string;
  /** What it is a log of, e.g. `session`; absent when it was named. */
  readonly kind?: string;
  /** True when its last op is a tombstone. */
  readonly ended: boolean;
}

/** Adds `--session`, `--all` and `--tenant` to a command. */
export function addSelectionOptions(command: Command): Command {
  return command
    .option("--session <id>", "one session, cluster or region")
    .option("--all", "every log of the database, or of --tenant")
    .option("--tenant <subject>", "of this licence subject only");
}

/** @throws UsageError unless either one session or all were named */
export function checkSelection({ session, all }: LogSelection): void {
  if ((session === undefined) === (all === undefined)) {
    throw new UsageError("name one with --session <id>, or all with --all");
  }
}

/**
 * The tenant that `--tenant` names, as the database calls it or by its licence subject.
 *
 * @throws FailureError when the database holds nothing of it: to find nothing to do, or nothing
 *   wrong, would be no answer about a tenant that is spelled otherwise
 */
export async function namedTenant(store: Store, name: string): Promise<string> {
  const spellings = [name, `sub:${name}`];
  for (const tenant of spellings) {
    const [log] = await store.forTenant(tenant).listLogs({ limit: 1 });
    if (log !== undefined) return tenant;
  }
  // The service itself keeps answers and has no log.
  for await (const tenant of allRecordTenants(store)) {
    if (spellings.includes(tenant)) return tenant;
  }
  throw new FailureError(`the database holds nothing of ${name}: --tenant takes a licence subject`);
}

/**
 * The logs that were named, one after the other.
 *
 * @throws FailureError when a named session or tenant does not exist, or several tenants have it
 */
export async function* selectedLogs(
  store: Store,
  selection: LogSelection,
): AsyncGenerator<SelectedLog> {
  const { session, tenant } = selection;
  if (session !== undefined) {
    yield await namedLog(store, session, tenant);
    return;
  }
  for await (const each of tenantsOf(store, tenant)) {
    const rows = store.forTenant(each);
    for await (const { entity, kind, ended } of allLogs(rows)) {
      yield { store: rows, entity, kind, ended };
    }
  }
}

/** How many logs were named. */
export async function countLogs(store: Store, selection: LogSelection): Promise<number> {
  let count = 0;
  for await (const _log of selectedLogs(store, selection)) count += 1;
  return count;
}

async function namedLog(
  store: Store,
  entity: string,
  tenant: string | undefined,
): Promise<SelectedLog> {
  const found: SelectedLog[] = [];
  for await (const each of tenantsOf(store, tenant)) {
    const rows = store.forTenant(each);
    const head = await rows.head(entity);
    if (head === undefined) continue;
    found.push({ store: rows, entity, ended: head.deletedAtMs !== undefined });
  }
  const [log, ...others] = found;
  if (log === undefined) throw new FailureError(`there is no session ${entity}`);
  if (others.length === 0) return log;
  const tenants = found.map((it) => it.store.tenant).join(", ");
  throw new FailureError(`several tenants have a session ${entity}: add --tenant (${tenants})`);
}

async function* tenantsOf(store: Store, name: string | undefined): AsyncGenerator<string> {
  if (name === undefined) yield* allTenants(store);
  else yield await namedTenant(store, name);
}
