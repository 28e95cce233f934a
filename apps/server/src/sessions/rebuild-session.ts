import { type SessionState, sessionMachine } from "@semvec/core";
import { CorruptEntityError, type EntityVersion, type TenantStore } from "@semvec/persistence";

/** Ops applied between two reads: the event loop gets its turn in between. */
const replayPageOps = 128;

/**
 * The state of a session at a version, from the ops of its log alone: neither memory nor snapshots
 * are looked at.
 *
 * @throws CorruptEntityError when the log is damaged or ends before the version
 */
export async function rebuildSession(
  store: TenantStore,
  sessionId: string,
  { genesisSeq, seq: lastSeq }: EntityVersion,
): Promise<SessionState> {
  let state: SessionState | undefined;
  let seq = genesisSeq - 1;
  while (seq < lastSeq) {
    const ops = await store.readOps(sessionId, seq, Math.min(replayPageOps, lastSeq - seq));
    for (const op of ops) {
      const position = { entity: sessionId, seq: op.seq };
      state = sessionMachine.apply(state, sessionMachine.decodeOp(op.body), position);
      seq = op.seq;
    }
    if (ops.length === 0) break;
  }
  if (state === undefined || seq < lastSeq) {
    const { tenant } = store;
    throw new CorruptEntityError(sessionId, `the log ends before op ${lastSeq}`, { tenant });
  }
  return state;
}
