/** A place among what ops have written, newest first: the op, and which of what it wrote. */
export interface OpPlace {
  readonly seq: number;
  /** From 0. */
  readonly index: number;
}

/** A part of a list of what ops have written: so many rows, after a place. */
export interface LogPageRequest {
  /** Default 20. */
  readonly limit?: number;
  /** Place of the last row of the page before: older ones follow. Default: from the newest. */
  readonly after?: OpPlace;
}

/** Rows of a page that names no limit. */
export const logPageRowsDefault = 20;

/** A page of rows that are kept oldest first. */
export function newestFirst<Row extends OpPlace>(
  rows: readonly Row[],
  { limit = logPageRowsDefault, after }: LogPageRequest = {},
): Row[] {
  const isAfter = ({ seq, index }: OpPlace) =>
    after === undefined || seq < after.seq || (seq === after.seq && index < after.index);
  return rows.toReversed().filter(isAfter).slice(0, limit);
}
