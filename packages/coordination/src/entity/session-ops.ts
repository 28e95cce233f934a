import {
  type LogPosition,
  type SessionCommand,
  type SessionOp,
  type SessionOptions,
  type SessionState,
  sessionMachine,
} from "@semvec/core";
import type { CreatedOp } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";

type SessionOpOf<K extends SessionOp["kind"]> = Extract<SessionOp, { readonly kind: K }>;

/**
 * The op that the session's machine decides, when it is of the kind a command always leads to.
 *
 * @throws the errors of the session's machine
 */
export function decideSessionOp<K extends SessionOp["kind"]>(
  kind: K,
  session: SessionState | undefined,
  command: SessionCommand,
  position: LogPosition,
): SessionOpOf<K> {
  const { op } = sessionMachine.decide(session, command, position);
  if (op?.kind !== kind) throw new Error(`a ${command.kind} led to no op "${kind}"`);
  return op as SessionOpOf<K>;
}

/** The op that begins the session which a group is made with. */
export function beginSession(
  options: SessionOptions,
  nowMs: number,
  position: LogPosition,
): CreatedOp {
  return decideSessionOp("created", undefined, { kind: "create", options, nowMs }, position);
}

/** Time of an op: it never runs backwards in a log, whatever the wall clock does. */
export function opTime(state: EntityState | undefined, nowMs: number): number {
  return Math.max(state?.session.atMs ?? nowMs, nowMs);
}
