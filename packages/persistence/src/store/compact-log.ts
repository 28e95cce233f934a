import { persistenceDefaults } from "../defaults.js";
import type { AnchorRow } from "../engine/engine-rows.js";
import { sameBytes } from "./chain.js";
import type { Compaction, CompactionMachine } from "./maintenance.js";
import type { TenantStore } from "./store.js";
import type { Snapshot } from "./stored.js";

type ReadStore = Pick<TenantStore, "head" | "latestSnapshot" | "readOps">;

/** Ops applied between two reads: the event loop gets its turn in between. */
const replayPageOps = 128;

/** See {@link TenantStore.compact}. `truncate` deletes a page of ops and says how many. */
export async function compactLog<State, Op>(
  store: ReadStore,
  machine: CompactionMachine<State, Op>,
  entity: string,
  truncate: (anchor: AnchorRow) => Promise<number>,
): Promise<Compaction> {
  const pair = await snapshotPair(store, machine, entity);
  if (pair === undefined) return { outcome: "unchanged", reason: "snapshots" };
  const [older, newer] = pair;
  const replayed = await replayBetween(store, machine, older, newer);
  if (!replayed) return { outcome: "unchanged", reason: "replay" };
  const anchor = { seq: older.seq, hash: older.chainHash };
  let opsDeleted = 0;
  for (;;) {
    const deleted = await truncate(anchor);
    opsDeleted += deleted;
    if (deleted < persistenceDefaults.truncateOpsMax) break;
  }
  const head = await store.head(entity);
  if ((head?.anchor?.seq ?? 0) < anchor.seq) return { outcome: "unchanged", reason: "moved" };
  return { outcome: "compacted", anchorSeq: anchor.seq, opsDeleted };
}

/** The two newest snapshots, read again and with their checksums right; the older one first. */
async function snapshotPair<State, Op>(
  store: ReadStore,
  { engineVersion }: CompactionMachine<State, Op>,
  entity: string,
): Promise<readonly [Snapshot, Snapshot] | undefined> {
  const head = await store.head(entity);
  if (head === undefined || head.deletedAtMs !== undefined) return undefined;
  const newer = await store.latestSnapshot(entity);
  const older = newer && (await store.latestSnapshot(entity, newer.seq));
  if (newer === undefined || older === undefined || older.seq < head.genesisSeq) return undefined;
  const sameRules = [older, newer].every((it) => it.engineVersion === engineVersion);
  return sameRules ? [older, newer] : undefined;
}

/** True when the ops between two snapshots lead from the one to the other. */
async function replayBetween<State, Op>(
  store: ReadStore,
  machine: CompactionMachine<State, Op>,
  older: Snapshot,
  newer: Snapshot,
): Promise<boolean> {
  const { entity } = older;
  let state: State | undefined = machine.decodeState(older.body);
  let { seq, chainHash: hash } = older;
  while (seq < newer.seq) {
    const ops = await store.readOps(entity, seq, Math.min(replayPageOps, newer.seq - seq));
    if (ops.length === 0) return false;
    for (const op of ops) {
      if (!sameBytes(op.prevHash, hash) || op.engineVersion > machine.engineVersion) return false;
      state = machine.apply(state, machine.decodeOp(op.body), { entity, seq: op.seq });
      ({ seq, hash } = op);
    }
  }
  if (state === undefined || !sameBytes(hash, newer.chainHash)) return false;
  return sameBytes(
    machine.encodeState(state),
    machine.encodeState(machine.decodeState(newer.body)),
  );
}
