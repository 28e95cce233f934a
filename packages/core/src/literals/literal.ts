/** What a literal is. Snapshots hold the place in this list: append only. */
export const literalKinds = [
  "variable",
  "function",
  "class",
  "path",
  "error",
  "signature",
  "constant",
  "type",
] as const;

/** One of {@link literalKinds}. */
export type LiteralKind = (typeof literalKinds)[number];

/** Something to keep word for word. Bounds are in `literalLimits`. */
export interface LiteralInput {
  /** Names it; 1..512 UTF-16 units, not blank. */
  readonly key: string;
  readonly kind: LiteralKind;
  /** Comes back exactly as given; 1..100 000 UTF-16 units, not blank. */
  readonly value: string;
  /** Where it was met or what it is for; at most 4 096 UTF-16 units. */
  readonly context?: string;
  /** Decides between equally good matches; 0..1000. Default 1. */
  readonly importance?: number;
}

/** A literal as the cache holds it. */
export interface Literal extends LiteralInput {
  readonly importance: number;
  /** Times it stood in the context of a run. */
  readonly accessCount: number;
  /** Number of the write that put it here, from 0; the higher, the newer. */
  readonly ordinal: number;
}
