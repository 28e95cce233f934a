/** A limit of an embedder that no option sets. */
export interface EmbedderLimit {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it bounds, and what happens beyond. */
  readonly what: string;
}

/** One row of a table of limits. */
export function limit(name: string, value: number, unit: string, what: string): EmbedderLimit {
  return { name, value, unit, what };
}
