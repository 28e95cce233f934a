import type { Machine } from "@semvec/core";
import type { CommitRow } from "../store/commit-row.js";
import type { EntityHostOptions } from "./host-types.js";

/** Where the rows of ops take what the op itself does not say. */
export interface RowSource<Op> {
  readonly machine: Pick<
    Machine<unknown, never, Op, unknown>,
    "kind" | "opKind" | "engineVersion" | "encodeOp" | "isTombstone"
  >;
  readonly outbox: EntityHostOptions<never, never, Op, never>["outbox"];
  readonly nowMs: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** The end of the log that an op is appended to. */
export interface LogEnd {
  readonly entity: string;
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly lastAtMs: number;
}

const opIdBytes = 16;

/** The row that appends an op to a log; what a genesis adds to it is left to the caller. */
export function rowOfOp<Op>(source: RowSource<Op>, end: LogEnd, op: Op): CommitRow {
  const { machine, outbox, nowMs, randomBytes } = source;
  const { entity, seq, hash, lastAtMs } = end;
  return {
    entity,
    kind: machine.kind,
    expectedSeq: seq,
    prevHash: hash,
    opId: randomBytes(opIdBytes),
    opKind: machine.opKind(op),
    engineVersion: machine.engineVersion,
    // A clock that was set back must not make the log run backwards.
    atMs: Math.max(lastAtMs, nowMs()),
    body: machine.encodeOp(op),
    tombstone: machine.isTombstone(op),
    outbox: outbox?.(op, { entity, seq: seq + 1 }) ?? [],
  };
}
