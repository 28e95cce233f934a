import {
  type EntityOp,
  type EntityParts,
  type EntityState,
  entityMachine,
} from "@semvec/coordination";
import type { IsolationLevel, SessionState } from "@semvec/core";
import { type StoredOp, systemClock, type TenantStore } from "@semvec/persistence";
import { EngineStore, type MemoryEngine } from "@semvec/persistence/engine";
import { describeError } from "../world/explained-errors.js";
import { stateHash } from "./state-hash.js";

/** An op in a log, and what the entity was when it was applied. */
export interface LogEntry {
  readonly seq: number;
  readonly op: EntityOp;
  readonly row: StoredOp;
  /** `seq` of the op that began the incarnation. */
  readonly genesisSeq: number;
  /** `undefined` after a tombstone. */
  readonly parts: EntityParts | undefined;
  /** As {@link parts}: the session, as far as no later op changes it in place. */
  readonly session: Pick<SessionState, "progress" | "config" | "createdAtMs"> | undefined;
  readonly isolation: IsolationLevel | undefined;
  /** Before the op. */
  readonly isolationBefore: IsolationLevel | undefined;
}

/** An id between its genesis and its tombstone. */
export interface Incarnation {
  readonly tenant: string;
  readonly entity: string;
  readonly genesisSeq: number;
  readonly entries: readonly LogEntry[];
  readonly isAlive: boolean;
}

/** The whole log of an id. */
export interface EntityLog {
  readonly tenant: string;
  readonly entity: string;
  readonly entries: readonly LogEntry[];
  readonly incarnations: readonly Incarnation[];
  /** Of the state that a replay from the first op gives. */
  readonly replayedHash: string;
}

/** Every log as it is in the end, read cold, without faults. */
export class FinalLogs {
  readonly all: readonly EntityLog[];
  /** Logs that could not be read or replayed. */
  readonly damage: readonly string[];
  readonly #byName: ReadonlyMap<string, EntityLog>;

  constructor(all: readonly EntityLog[], damage: readonly string[]) {
    this.all = all;
    this.damage = damage;
    this.#byName = new Map(all.map((log) => [`${log.tenant}/${log.entity}`, log]));
  }

  find(tenant: string, entity: string): EntityLog | undefined {
    return this.#byName.get(`${tenant}/${entity}`);
  }

  /** The entry of a log that was its end at some time. */
  at(tenant: string, entity: string, seq: number): LogEntry | undefined {
    return this.find(tenant, entity)?.entries[seq - 1];
  }

  /** The incarnation that lives, if any. */
  living(tenant: string, entity: string): Incarnation | undefined {
    const last = this.find(tenant, entity)?.incarnations.at(-1);
    return last?.isAlive === true ? last : undefined;
  }

  get incarnations(): readonly Incarnation[] {
    return this.all.flatMap(({ incarnations }) => incarnations);
  }
}

const kinds = ["session", "cluster", "region", "observer", "network"] as const;

/** Ids of everything that ever was. */
export async function listEverything(store: TenantStore): Promise<string[]> {
  const ids: string[] = [];
  for (const kind of kinds) {
    const found = await store.listEntities({ kind, limit: 1_000, includeDeleted: true });
    ids.push(...found.map(({ entity }) => entity));
  }
  return ids;
}

/** Reads every log from the engine itself. */
export async function readFinalLogs(
  engine: MemoryEngine,
  tenants: readonly string[],
): Promise<FinalLogs> {
  const all: EntityLog[] = [];
  const damage: string[] = [];
  for (const tenant of tenants) {
    const store = new EngineStore(engine, systemClock).forTenant(tenant);
    for (const entity of await listEverything(store)) {
      try {
        all.push(replay(tenant, entity, await readWhole(store, entity)));
      } catch (error) {
        damage.push(`${tenant} ${entity}: ${describeError(error)}`);
      }
    }
  }
  return new FinalLogs(all, damage);
}

const opsPerRead = 1_024;

async function readWhole(store: TenantStore, entity: string): Promise<StoredOp[]> {
  const rows: StoredOp[] = [];
  for (;;) {
    const page = await store.readOps(entity, rows.length, opsPerRead);
    rows.push(...page);
    if (page.length < opsPerRead) return rows;
  }
}

function replay(tenant: string, entity: string, rows: readonly StoredOp[]): EntityLog {
  const entries: LogEntry[] = [];
  const incarnations: Incarnation[] = [];
  let state: EntityState | undefined;
  let begun: LogEntry[] = [];
  const end = (isAlive: boolean) => {
    const genesisSeq = begun[0]?.seq ?? 0;
    incarnations.push({ tenant, entity, genesisSeq, entries: begun, isAlive });
    begun = [];
  };
  for (const row of rows) {
    const op = entityMachine.decodeOp(row.body);
    const isolationBefore = state?.session.controls.isolation.level;
    state = entityMachine.apply(state, op, { entity, seq: row.seq });
    const isolation = state?.session.controls.isolation.level;
    const entry: LogEntry = {
      seq: row.seq,
      op,
      row,
      genesisSeq: begun[0]?.seq ?? row.seq,
      parts: state?.parts,
      session: state && viewOf(state),
      isolation,
      isolationBefore,
    };
    entries.push(entry);
    begun.push(entry);
    if (state === undefined) end(false);
  }
  if (begun.length > 0) end(true);
  return { tenant, entity, entries, incarnations, replayedHash: stateHash(state) };
}

/** Parts of a session that are replaced as wholes, so that they stay as they are now. */
function viewOf({ session }: EntityState): LogEntry["session"] {
  const { progress, config, createdAtMs } = session;
  return { progress, config, createdAtMs };
}
