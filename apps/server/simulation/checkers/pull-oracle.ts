import type { EntityOp } from "@semvec/coordination";
import type { SessionOp, SessionState } from "@semvec/core";
import type { Evidence } from "./evidence.js";
import type { Incarnation, LogEntry } from "./final-log.js";
import { isNear, partWay, unit, unitSum } from "./vectors.js";

/*
 * R20: what a realignment does to a cluster: each of its next three stored turns ends 0.15 of the
 * way toward the region's mean, after the turn's own update. Nobody else's state is moved by it.
 */

const share = 0.15;
const turnsDrawn = 3;

type Progress = SessionState["progress"];

interface Pull {
  readonly direction: readonly number[];
  readonly remaining: number;
}

/** States stand where their turns, and the realignments that draw them, put them. */
export function* realignmentsDrawAsDue({ logs }: Evidence) {
  for (const incarnation of logs.incarnations) yield* departures(incarnation);
}

function* departures({ entity, entries }: Incarnation) {
  let pull: Pull | undefined;
  let before: Progress | undefined;
  for (const entry of entries) {
    const after = entry.session?.progress;
    if (after === undefined) return;
    pull = isWiped(entry.op) ? undefined : (begun(entry.op) ?? pull);
    if (before !== undefined && isOneTurn(entry.op, before, after)) {
      const drawing = entry.isolation === "LOCKDOWN" ? undefined : pull;
      const own = ownUpdate(entry, before, after);
      const due = drawing === undefined ? own : partWay(own, drawing.direction, share);
      const state = Array.from(after.semantic.vector);
      if (!isNear(state, due)) {
        yield `${entity}@${entry.seq} stands at ${state.join()}, due: ${due.join()}`;
      }
      if (drawing !== undefined) pull = lessOne(drawing);
    }
    const [remaining, due] = [after.realignment?.remaining ?? 0, pull?.remaining ?? 0];
    if (remaining !== due) yield `${entity}@${entry.seq} has ${remaining} turns drawn, due: ${due}`;
    before = after;
  }
}

function begun(op: EntityOp): Pull | undefined {
  if (op.kind !== "realignment-received") return undefined;
  return { direction: unit(Array.from(op.session.direction)), remaining: turnsDrawn };
}

function lessOne({ direction, remaining }: Pull): Pull | undefined {
  return remaining > 1 ? { direction, remaining: remaining - 1 } : undefined;
}

function isWiped(op: EntityOp): boolean {
  return (
    op.kind === "reset" ||
    op.kind === "created" ||
    (op.kind === "child-added" && op.session !== undefined)
  );
}

function isOneTurn(op: EntityOp, before: Progress, after: Progress): boolean {
  const { kind } = op.kind === "published" ? op.session : op;
  return (kind === "ran" || kind === "stored") && after.turns === before.turns + 1;
}

/** Where the turn alone puts the state: the weight that the state before kept is in its history. */
function ownUpdate({ op }: LogEntry, before: Progress, after: Progress): readonly number[] {
  const vector = unitSum(saidIn(op, before).map((it) => ({ vector: it, weight: 1 }))) ?? [];
  if (before.semantic.updates === 0) return vector;
  const kept = after.histories.beta.at(-1) ?? Number.NaN;
  return partWay(vector, Array.from(before.semantic.vector), kept);
}

/** Directions of what the turn says. */
function saidIn(op: EntityOp, { buffer }: Progress): number[][] {
  const session = op.kind === "published" ? op.session : (op as SessionOp);
  if (session.kind !== "ran" && session.kind !== "stored") return [];
  const [turn] = session.kind === "ran" ? [{ response: session.response }] : session.turns;
  const message = turn !== undefined && "message" in turn ? turn.message : buffer;
  return [message, turn?.response].flatMap((it) => (it ? [Array.from(it.direction)] : []));
}
