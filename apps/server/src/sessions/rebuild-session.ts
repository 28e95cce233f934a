import { type SessionState, sessionMachine } from "@semvec/core";
import { CorruptEntityError, type EntityVersion, type TenantStore } from "@semvec/persistence";
import { readLog } from "./read-log.js";

/**
 * The state of a session at a version, from the ops of its log alone: neither memory nor snapshots
 * are looked at.
 *
 * @throws CorruptEntityError when the log is damaged or ends before the version
 */
export async function rebuildSession(
  store: TenantStore,
  sessionId: string,
  { genesisSeq, seq: untilSeq }: EntityVersion,
): Promise<SessionState> {
  let state: SessionState | undefined;
  for await (const op of readLog(store, sessionId, { afterSeq: genesisSeq - 1, untilSeq })) {
    const position = { entity: sessionId, seq: op.seq };
    state = sessionMachine.apply(state, sessionMachine.decodeOp(op.body), position);
  }
  if (state === undefined) {
    const { tenant } = store;
    throw new CorruptEntityError(sessionId, `the log ends before op ${untilSeq}`, { tenant });
  }
  return state;
}
