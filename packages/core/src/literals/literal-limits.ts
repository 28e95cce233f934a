import { textLengthMax } from "../memory/memory-limits.js";

/** Bounds of what a literal may be and of how many a search gives. */
export const literalLimits = {
  /** Longest key, in UTF-16 units. */
  keyLengthMax: 512,
  /** Longest value, in UTF-16 units. */
  valueLengthMax: textLengthMax,
  /** Longest context, in UTF-16 units. */
  contextLengthMax: 4096,
  importanceMax: 1000,
  importanceDefault: 1,
  /** Most literals one search gives. */
  resultCountMax: 1000,
  resultCountDefault: 20,
} as const;

/** What a cache may hold. */
export interface LiteralCacheBounds {
  /** Most bytes its literals may count for. Default 1 MiB. */
  readonly bytesMax: number;
  /** Most literals. Default 4 096. */
  readonly countMax: number;
}

/** Default bounds of a cache. */
export const defaultLiteralCacheBounds: LiteralCacheBounds = {
  bytesMax: 1024 * 1024,
  countMax: 4096,
};

/** Bytes counted for a literal beside its key, value and context. */
export const literalOverheadBytes = 64;
