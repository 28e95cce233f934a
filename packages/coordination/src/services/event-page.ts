/** Place of something that an op has written: the op, and its place among what that op wrote. */
export interface EventPlace {
  readonly seq: number;
  readonly index: number;
}

/** Which part of a list that is newest first to read. */
export interface EventPage {
  /** Default 20. */
  readonly limit?: number;
  /** Place of the last row of the page before. */
  readonly after?: EventPlace;
}

/** Rows of a page that names no limit. */
export const eventPageSize = 20;

/**
 * One page of a list that is newest first. Should the row that the page begins after be no longer
 * kept, it begins with what was written before it.
 */
export function pageOfEvents<T extends EventPlace>(
  newestFirst: readonly T[],
  { limit = eventPageSize, after }: EventPage,
): readonly T[] {
  if (after === undefined) return newestFirst.slice(0, limit);
  const { seq, index } = after;
  const place = newestFirst.findIndex((it) => it.seq === seq && it.index === index);
  const rest =
    place < 0
      ? newestFirst.filter((it) => it.seq < seq || (it.seq === seq && it.index < index))
      : newestFirst.slice(place + 1);
  return rest.slice(0, limit);
}
