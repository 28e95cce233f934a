import type { FieldReader } from "../codec/field-reader.js";
import type { Direction } from "../vector/direction.js";
import { realignmentTurnCountMax } from "./realignment.js";
import { sessionLimits } from "./session-config.js";
import type { SessionProgress } from "./session-state.js";

/** Moves the state to a vector, as feedback and transfer do; memories and counts stay. */
export interface SteerCommand {
  readonly kind: "steer";
  readonly nowMs: number;
  /** Where the state goes: as many numbers as the dimension, at most 1 long, not all zero. */
  readonly vector: ArrayLike<number>;
}

/** Draws the next stored turns toward a direction; replaces a realignment under way. */
export interface RealignCommand {
  readonly kind: "realign";
  readonly nowMs: number;
  readonly vector: ArrayLike<number>;
  /** Stored turns to draw, 1..64. Default 3. */
  readonly turns?: number;
}

/** What moves a session's state from outside its conversation. */
export type SteeringCommand = SteerCommand | RealignCommand;

/** The state was moved. */
export interface SteeredOp {
  readonly kind: "steered";
  readonly atMs: number;
  readonly vector: Float32Array;
}

/** A realignment began. */
export interface RealignBegunOp {
  readonly kind: "realign-begun";
  readonly atMs: number;
  readonly direction: Direction;
  readonly turns: number;
}

/** An op that moves a session's state from outside its conversation. */
export type SteeringOp = SteeredOp | RealignBegunOp;

/** The progress after a steering op. */
export function applySteering(progress: SessionProgress, op: SteeringOp): SessionProgress {
  if (op.kind === "realign-begun") {
    return { ...progress, realignment: { direction: op.direction, remaining: op.turns } };
  }
  const { semantic } = progress;
  // A state that nothing was absorbed into has its first content now.
  const updates = Math.max(1, semantic.updates);
  return { ...progress, semantic: { ...semantic, vector: op.vector, updates } };
}

/** @throws CodecError */
export function readSteered(reader: FieldReader): Pick<SteeredOp, "vector"> {
  const vector = reader.value("vector");
  if (!(vector instanceof Float32Array) || vector.length > sessionLimits.dimensionMax) {
    throw reader.error("vector", "expected 32-bit floats");
  }
  return { vector };
}

/** @throws CodecError */
export function readRealignBegun(reader: FieldReader): Pick<RealignBegunOp, "direction" | "turns"> {
  return {
    direction: reader.direction("direction"),
    turns: reader.integer("turns", { min: 1, max: realignmentTurnCountMax }),
  };
}
