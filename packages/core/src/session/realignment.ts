import type { FieldReader } from "../codec/field-reader.js";
import { concentration } from "../state/semantic-state.js";
import { type Direction, toUnitVector } from "../vector/direction.js";
import { extend } from "./histories.js";
import type { SessionProgress } from "./session-state.js";

/** Stored turns that a realignment draws, unless it says otherwise. */
export const realignmentTurns = 3;

/** Most turns that one realignment may draw. */
export const realignmentTurnCountMax = 64;

/** Share of the way to its direction that a realignment draws the state at each stored turn. */
export const realignmentShare = 0.15;

/** A direction that the next stored turns are drawn toward. */
export interface Realignment {
  readonly direction: Direction;
  /** Turns still to be drawn, from 1. */
  readonly remaining: number;
}

/** The progress after a stored turn: drawn toward its realignment, when there is one. */
export function drawnToRealignment(progress: SessionProgress): SessionProgress {
  const { realignment, ...rest } = progress;
  if (realignment === undefined) return progress;
  const { direction } = realignment;
  const remaining = realignment.remaining - 1;
  const unit = toUnitVector(direction);
  const vector = progress.semantic.vector.map(
    (x, i) => (1 - realignmentShare) * x + realignmentShare * (unit[i] as number),
  );
  const semantic = { ...progress.semantic, vector };
  const { histories } = progress;
  return {
    ...rest,
    semantic,
    histories: {
      ...histories,
      // The turn's entry, made when the state absorbed it, gives way to where the state stands now.
      norm: extend(histories.norm.slice(0, -1), concentration(semantic)),
    },
    ...(remaining > 0 && { realignment: { direction, remaining } }),
  };
}

/** @throws CodecError */
export function readRealignment(reader: FieldReader, dimension: number): Realignment {
  return {
    direction: reader.direction("direction", dimension),
    remaining: reader.integer("remaining", { min: 1, max: realignmentTurnCountMax }),
  };
}
