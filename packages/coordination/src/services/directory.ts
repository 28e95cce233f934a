import type { EntityKind } from "../entity/describe-entity.js";
import type { EntityState } from "../entity/entity-state.js";
import { coordinationLimits } from "../limits.js";
import type { EntityRunner } from "./entity-runner.js";
import { mapConcurrently } from "./map-concurrently.js";

/** An entity's place in a listing. */
export interface DirectoryPlace {
  /** Unix milliseconds. */
  readonly createdAtMs: number;
  readonly entity: string;
}

/** The living entities of one tenant, by kind. */
export interface Directory {
  /** One page in the order of creation, then id; the next one starts after its last entry. */
  list(query: {
    readonly kind: EntityKind;
    /** 1..1 000 */
    readonly limit: number;
    readonly after?: DirectoryPlace;
  }): Promise<readonly DirectoryPlace[]>;
  count(kind: EntityKind): Promise<number>;
}

/** A part of a listing: so many rows, after a place. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: DirectoryPlace;
}

/** A row of a listing, with its place in it. */
export interface Placed<Row> {
  readonly row: Row;
  readonly place: DirectoryPlace;
}

const directoryPageSize = 1_000;

/**
 * Reads a part of the directory and shows each entity by `view`. Entities that were deleted just
 * now are left out, and others take their place: a page is full unless it is the last.
 */
export async function listEntities<Row>(
  { directory, runner }: { readonly directory: Directory; readonly runner: EntityRunner },
  kind: EntityKind,
  { limit, after }: PageRequest,
  view: (state: EntityState) => Row | undefined,
): Promise<readonly Placed<Row>[]> {
  const rows: Placed<Row>[] = [];
  let last = after;
  while (rows.length < limit) {
    const wanted = Math.min(directoryPageSize, limit - rows.length);
    const page = await directory.list({
      kind,
      limit: wanted,
      ...(last !== undefined && { after: last }),
    });
    const shown = await mapConcurrently(page, coordinationLimits.readsAtOnce, (place) =>
      runner.read(place.entity, (state) => state && view(state)),
    );
    page.forEach((place, i) => {
      const row = shown[i];
      if (row !== undefined) rows.push({ row, place });
    });
    if (page.length < wanted) break;
    last = page.at(-1);
  }
  return rows;
}
