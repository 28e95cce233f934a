import type { Memory } from "./memory.js";

const weights = { importance: 1, access: 0.6, recency: 0.4 } as const;
/** Accesses at which the access share is half of its most. */
const accessHalf = 2;

/**
 * How much a memory deserves to be kept: importance, use, and recency. Only relative values within
 * one tier mean anything. Rational functions only, so every machine forgets the same memory.
 *
 * @param recency - 0 for the oldest memory of the tier, toward 1 for the newest
 */
export function retention(memory: Memory, recency: number): number {
  const access = memory.accessCount / (memory.accessCount + accessHalf);
  return (
    weights.importance * memory.importance + weights.access * access + weights.recency * recency
  );
}

/**
 * The same considerations as a prior of recall, in logits. All priors together span at most 0.5:
 * beyond that they cost recall.
 */
export function recallPrior(memory: Memory, freshness: number): number {
  const access = memory.accessCount / (memory.accessCount + accessHalf);
  return 0.25 * memory.importance + 0.15 * freshness + 0.1 * access;
}
