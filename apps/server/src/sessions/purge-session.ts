import { entityMachine, sessionOpOf } from "@semvec/coordination";
import {
  earlierFilters,
  FilteredReplay,
  type PurgeAnswer,
  type PurgedReplay,
  type PurgeFilter,
  PurgeOutdatedError,
  SessionNotFoundError,
  type SessionOp,
} from "@semvec/core";
import { ConflictError, type Store, type StoredOp } from "@semvec/persistence";
import { readLog } from "./read-log.js";
import type { SessionAccess } from "./session-access.js";

/** What a purge is made with. */
export interface PurgeParts {
  readonly access: SessionAccess;
  readonly store: Store;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

/** Turns that may be stored while the log is replayed before the purge gives up. */
const catchUpMax = 8;

/**
 * Replays a session's log without what the filter names, and puts the session that comes of it in
 * the place of the one there was. Turns go on meanwhile: the replay catches up with them.
 *
 * @throws SessionNotFoundError
 * @throws CorruptEntityError when the log is damaged, or its beginning is gone
 * @throws ConflictError when turns come faster than they are replayed
 */
export async function purgeSession(
  { access, store, nowMs }: PurgeParts,
  tenant: string,
  sessionId: string,
  filter: PurgeFilter,
): Promise<PurgeAnswer> {
  const log = store.forTenant(tenant);
  const endOf = () => access.read(tenant, sessionId, (_, version) => version);
  let end = await endOf();
  const { genesisSeq } = end;
  const earlier: { op: PurgedOp; seq: number }[] = [];
  for await (const stored of readLog(log, sessionId, {
    afterSeq: genesisSeq - 1,
    untilSeq: end.seq,
  })) {
    const op = stored.opKind === "purged" ? entityMachine.decodeOp(stored.body) : undefined;
    if (op?.kind === "purged") earlier.push({ op, seq: stored.seq });
  }
  const replay = new FilteredReplay(sessionId, [{ filter }, ...earlierFilters(earlier)]);
  let fedSeq = genesisSeq - 1;
  for (let tries = 1; tries <= catchUpMax; tries++) {
    const stretch = { afterSeq: fedSeq, untilSeq: end.seq };
    for await (const stored of readLog(log, sessionId, stretch)) feed(replay, stored);
    fedSeq = end.seq;
    try {
      return await access.execute(tenant, sessionId, {
        kind: "purge",
        nowMs: nowMs(),
        filter,
        replay: resultOf(replay),
      });
    } catch (error) {
      if (!(error instanceof PurgeOutdatedError)) throw error;
      end = await endOf();
      if (end.genesisSeq !== genesisSeq) throw new SessionNotFoundError();
    }
  }
  throw new ConflictError(sessionId, catchUpMax, 1);
}

type PurgedOp = SessionOp & { readonly kind: "purged" };

function feed(replay: FilteredReplay, { body, seq }: StoredOp): void {
  const op = sessionOpOf(entityMachine.decodeOp(body));
  if (op === undefined) replay.pass(seq);
  else replay.feed(op, seq);
}

/** @throws SessionNotFoundError when the log ended the session */
function resultOf(replay: FilteredReplay): PurgedReplay {
  const result = replay.result();
  if (result === undefined) throw new SessionNotFoundError();
  return result;
}
