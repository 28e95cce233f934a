import type { FieldReader } from "@semvec/core/codec";
import { type Pointer, readPointer, samePointer } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";

/** How far a session is trusted. */
export interface TrustScore extends Pointer {
  /** In (0, 1). */
  readonly trust: number;
}

/** Trust in a session that has not voted yet. */
export const initialTrust = 0.5;

/** Share of the way to 1, or to 0, that one vote moves a score. */
export const trustRate = 0.1;

/** A session's score. */
export function trustOf(scores: readonly TrustScore[], session: Pointer): number {
  return scores.find((it) => samePointer(it, session))?.trust ?? initialTrust;
}

/** The score after a vote: exponential smoothing toward 1 for agreement and 0 for dissent. */
export function adjustTrust(trust: number, agreed: boolean): number {
  return agreed ? trust + trustRate * (1 - trust) : trust - trustRate * trust;
}

/** The scores after some have changed. */
export function recordTrust(
  scores: readonly TrustScore[],
  changed: readonly TrustScore[],
): readonly TrustScore[] {
  const ids = new Set(changed.map(({ id }) => id));
  const others = scores.filter(({ id }) => !ids.has(id));
  return [...others, ...changed].slice(-coordinationLimits.trustCountMax);
}

/** @throws CodecError */
export function readTrust(reader: FieldReader): TrustScore {
  const max = 1 - Number.EPSILON / 2;
  return {
    ...readPointer(reader),
    trust: reader.number("trust", { min: Number.MIN_VALUE, max }),
  };
}
