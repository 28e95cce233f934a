import type { DriftPhase } from "@semvec/core";
import type { FieldReader } from "@semvec/core/codec";
import { coordinationLimits } from "../limits.js";

const driftPhases: readonly DriftPhase[] = ["stable", "shifting", "drifted"];

/** The op of the turn that drifted: what a later retraction refers to. */
export interface DriftOrigin {
  /** Id of the session. */
  readonly entity: string;
  readonly seq: number;
}

/** What drift detection said of a turn. */
export interface DriftReport {
  /** 0.5..1 */
  readonly score: number;
  readonly phase: DriftPhase;
}

/** A drift as its region keeps it. */
export interface DriftEvent extends DriftReport {
  readonly clusterId: string;
  /** When the turn was run, in Unix milliseconds. */
  readonly atMs: number;
  /** `seq` of the region's op that recorded it. */
  readonly seq: number;
  readonly origin: DriftOrigin;
}

/** Whether two origins are the same turn. */
export function sameOrigin(a: DriftOrigin, b: DriftOrigin): boolean {
  return a.entity === b.entity && a.seq === b.seq;
}

/** @throws CodecError */
export function readOrigin(reader: FieldReader): DriftOrigin {
  return {
    entity: reader.text("entity", coordinationLimits.idLengthMax),
    seq: reader.integer("seq", { min: 1 }),
  };
}

/** @throws CodecError */
export function readReport(reader: FieldReader): DriftReport {
  return {
    score: reader.number("score", { min: 0, max: 1 }),
    phase: reader.oneOf("phase", driftPhases),
  };
}
