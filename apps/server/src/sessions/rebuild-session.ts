import { type EntityState, entityMachine } from "@semvec/coordination";
import type { SessionState } from "@semvec/core";
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
  let state: EntityState | undefined;
  for await (const op of readLog(store, sessionId, { afterSeq: genesisSeq - 1, untilSeq })) {
    const position = { entity: sessionId, seq: op.seq };
    state = entityMachine.apply(state, entityMachine.decodeOp(op.body), position);
  }
  if (state === undefined) {
    const { tenant } = store;
    throw new CorruptEntityError(sessionId, `the log ends before op ${untilSeq}`, { tenant });
  }
  return state.session;
}
