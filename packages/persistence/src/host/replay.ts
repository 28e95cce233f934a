import type { Machine } from "@semvec/core";
import {
  CorruptEntityError,
  CorruptSnapshotError,
  EngineVersionError,
  LogCompactedError,
  PersistenceError,
} from "../errors.js";
import { genesisHash, sameBytes } from "../store/chain.js";
import type { TenantStore } from "../store/store.js";
import type { EntityHead, StoredOp } from "../store/stored.js";
import type { HotState } from "./hot-state.js";

/** What replaying needs of a machine. */
export type ReplayMachine<State, Op> = Pick<
  Machine<State, never, Op, unknown>,
  "apply" | "decodeOp" | "decodeState" | "engineVersion" | "isTombstone"
>;

/** A snapshot that was passed over, and why. */
export interface RejectedSnapshot {
  /** 0 when the snapshot could not be read so far as to tell. */
  readonly seq: number;
  readonly message: string;
}

/** Ops applied between two reads: the event loop gets its turn in between. */
const replayPageOps = 128;

/**
 * Builds an entity's state from its newest sound snapshot and the ops after it.
 *
 * @throws CorruptEntityError when the log is damaged
 * @throws EngineVersionError when the log holds ops of newer rules
 */
export async function loadHotState<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  entity: string,
  onSnapshotRejected: (rejected: RejectedSnapshot) => void,
): Promise<HotState<State>> {
  const head = await store.head(entity);
  if (head === undefined) return absentState(store.tenant, entity);
  if (head.deletedAtMs !== undefined) return afterTombstone(store, machine, entity, head.seq);
  // A snapshot past this head may be of a later incarnation, begun since the head was read.
  let beforeSeq = head.seq + 1;
  for (;;) {
    const found = await stateFromSnapshot(store, machine, head, entity, beforeSeq);
    if (found === undefined) return replayFromGenesis(store, machine, head, entity);
    if ("hot" in found) {
      if (await catchUp(store, machine, found.hot)) {
        assertComplete(found.hot, head);
        return found.hot;
      }
      onSnapshotRejected(rejection(entity, found.seq, "is not what its log leads to"));
    } else {
      onSnapshotRejected(found);
    }
    beforeSeq = found.seq;
  }
}

/**
 * The state of an entity that lives, from its first op on, whatever snapshots there are. When the
 * log was compacted, from the oldest snapshot that can be used.
 */
export async function replayFromGenesis<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  head: EntityHead,
  entity: string,
): Promise<HotState<State>> {
  const { tenant } = store;
  if (head.seq < head.genesisSeq) {
    const problem = `op ${head.genesisSeq}, which began it, is missing`;
    throw new CorruptEntityError(entity, problem, { tenant });
  }
  const hot = await beginningOf(store, machine, head, entity);
  if (!(await catchUp(store, machine, hot))) {
    const problem = `op ${hot.seq + 1} does not follow op ${hot.seq}`;
    throw new CorruptEntityError(entity, problem, { tenant });
  }
  assertComplete(hot, head);
  return hot;
}

/** Where the replay of a whole log begins. */
async function beginningOf<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  head: EntityHead,
  entity: string,
): Promise<HotState<State>> {
  const anchorSeq = head.anchor?.seq ?? 0;
  if (anchorSeq < head.genesisSeq) {
    return head.genesisSeq === 1
      ? absentState(store.tenant, entity)
      : afterTombstone(store, machine, entity, head.genesisSeq - 1);
  }
  let oldest: HotState<State> | undefined;
  let found = await stateFromSnapshot(store, machine, head, entity, head.seq + 1);
  while (found !== undefined && found.seq >= anchorSeq) {
    if ("hot" in found) oldest = found.hot;
    found = await stateFromSnapshot(store, machine, head, entity, found.seq);
  }
  if (oldest !== undefined) return oldest;
  const problem = `its ops up to ${anchorSeq} are gone, and no snapshot can take their place`;
  throw new CorruptEntityError(entity, problem, { tenant: store.tenant });
}

/**
 * Applies the ops that follow a hot state. False when the log does not continue it: then the
 * state must be dropped and loaded again.
 */
export async function catchUp<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  hot: HotState<State>,
): Promise<boolean> {
  for (;;) {
    const ops = await nextOps(store, hot);
    if (ops === undefined) return false;
    const [first] = ops;
    if (first !== undefined && !sameBytes(first.prevHash, hot.hash)) return false;
    for (const op of ops) applyStored(machine, hot, op);
    if (ops.length < replayPageOps) return true;
  }
}

/** The ops that follow; nothing when another process has compacted them away. */
async function nextOps(
  store: TenantStore,
  hot: HotState<unknown>,
): Promise<StoredOp[] | undefined> {
  try {
    return await store.readOps(hot.entity, hot.seq, replayPageOps);
  } catch (error) {
    if (error instanceof LogCompactedError) return undefined;
    throw error;
  }
}

function absentState<State>(tenant: string, entity: string): HotState<State> {
  return {
    tenant,
    entity,
    state: undefined,
    seq: 0,
    hash: genesisHash(),
    genesisSeq: 0,
    lastAtMs: 0,
    opsSinceSnapshot: 0,
    bytesSinceSnapshot: 0,
    lastTouchSweep: 0,
    valid: true,
  };
}

/** The empty state that a tombstone leaves; what came before it need not be read. */
async function afterTombstone<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  entity: string,
  seq: number,
): Promise<HotState<State>> {
  const { tenant } = store;
  const [op] = await store.readOps(entity, seq - 1, 1);
  if (op === undefined || !machine.isTombstone(decode(machine, tenant, op))) {
    throw new CorruptEntityError(entity, `op ${seq} should be a tombstone`, { tenant });
  }
  const hot = absentState<State>(tenant, entity);
  return Object.assign(hot, { seq, hash: op.hash, lastAtMs: op.atMs });
}

/** The state of a snapshot, or why it cannot be used; nothing when there is none. */
async function stateFromSnapshot<State, Op>(
  store: TenantStore,
  machine: ReplayMachine<State, Op>,
  head: EntityHead,
  entity: string,
  beforeSeq: number,
): Promise<RejectedSnapshot | { seq: number; hot: HotState<State> } | undefined> {
  let seq = 0;
  try {
    const snapshot = await store.latestSnapshot(entity, beforeSeq);
    if (snapshot === undefined || snapshot.seq < head.genesisSeq) return undefined;
    seq = snapshot.seq;
    if (snapshot.engineVersion > machine.engineVersion) {
      return rejection(entity, seq, `is of the newer engine version ${snapshot.engineVersion}`);
    }
    const hot = Object.assign(absentState<State>(store.tenant, entity), {
      state: machine.decodeState(snapshot.body),
      seq,
      hash: snapshot.chainHash,
      genesisSeq: head.genesisSeq,
      lastAtMs: snapshot.atMs,
    });
    return { seq, hot };
  } catch (error) {
    if (error instanceof CorruptSnapshotError) return { seq: error.seq, message: error.message };
    // A page of the snapshot table is damaged: the log is the authority and may be sound.
    if (error instanceof CorruptEntityError) return rejection(entity, seq, "cannot be read");
    if (error instanceof PersistenceError) throw error;
    return rejection(entity, seq, "cannot be decoded");
  }
}

function rejection(entity: string, seq: number, problem: string): RejectedSnapshot {
  const place = seq === 0 ? "" : ` at ${seq}`;
  return { seq, message: `the snapshot of ${JSON.stringify(entity)}${place} ${problem}` };
}

function applyStored<State, Op>(
  machine: ReplayMachine<State, Op>,
  hot: HotState<State>,
  op: StoredOp,
): void {
  if (op.engineVersion > machine.engineVersion) {
    throw new EngineVersionError(op.entity, op.engineVersion, machine.engineVersion);
  }
  const decoded = decode(machine, hot.tenant, op);
  applyOp(machine, hot, decoded, op, op.body.byteLength);
}

/**
 * Applies an op that is in the log, and moves the end of the hot state's log to it.
 *
 * @throws CorruptEntityError when the machine cannot apply it; the state is no longer valid
 */
export function applyOp<State, Op>(
  machine: Pick<ReplayMachine<State, Op>, "apply">,
  hot: HotState<State>,
  op: Op,
  end: { readonly seq: number; readonly hash: Uint8Array; readonly atMs: number },
  opBytes: number,
): void {
  const { tenant, entity } = hot;
  const begins = hot.state === undefined;
  try {
    hot.state = machine.apply(hot.state, op, { entity, seq: end.seq });
  } catch (cause) {
    hot.valid = false;
    throw new CorruptEntityError(entity, `op ${end.seq} cannot be applied`, { tenant, cause });
  }
  if (begins) hot.genesisSeq = end.seq;
  hot.seq = end.seq;
  hot.hash = end.hash;
  hot.lastAtMs = end.atMs;
  hot.opsSinceSnapshot += 1;
  hot.bytesSinceSnapshot += opBytes;
}

function decode<Op>(
  machine: Pick<ReplayMachine<unknown, Op>, "decodeOp">,
  tenant: string,
  op: StoredOp,
): Op {
  try {
    return machine.decodeOp(op.body);
  } catch (cause) {
    throw new CorruptEntityError(op.entity, `op ${op.seq} cannot be decoded`, { tenant, cause });
  }
}

function assertComplete(hot: HotState<unknown>, head: EntityHead): void {
  const { tenant, entity } = hot;
  if (hot.seq < head.seq) {
    const problem = `ops ${hot.seq + 1} to ${head.seq} are missing`;
    throw new CorruptEntityError(entity, problem, { tenant });
  }
  if (hot.seq === head.seq && !sameBytes(hot.hash, head.hash)) {
    const problem = `op ${head.seq} is not the one its log leads to`;
    throw new CorruptEntityError(entity, problem, { tenant });
  }
}
