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

/** Which part of a listing to read. Without a limit: all of it. */
export interface PageRequest {
  readonly limit?: number;
  readonly after?: DirectoryPlace;
}

/** A part of a listing: as long as the limit, unless it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Place of each item; the next page starts after the last one's. */
  readonly places: readonly DirectoryPlace[];
}

const directoryPageSize = 1_000;

/**
 * Reads a part of the directory and shows each entity by `view`. Entities that were deleted just
 * now are left out, and others take their place: a page is full unless it is the last.
 */
export async function listEntities<T>(
  { directory, runner }: { readonly directory: Directory; readonly runner: EntityRunner },
  kind: EntityKind,
  { limit = Infinity, after }: PageRequest,
  view: (state: EntityState) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  const places: DirectoryPlace[] = [];
  let last = after;
  let isMore = true;
  while (items.length < limit && isMore) {
    const wanted = Math.min(directoryPageSize, limit - items.length);
    const page = await directory.list({
      kind,
      limit: wanted,
      ...(last !== undefined && { after: last }),
    });
    const shown = await mapConcurrently(page, coordinationLimits.readsAtOnce, ({ entity }) =>
      runner.read(entity, (state) => (state === undefined ? undefined : view(state))),
    );
    page.forEach((place, i) => {
      const item = shown[i];
      if (item === undefined) return;
      items.push(item);
      places.push(place);
    });
    last = page.at(-1) ?? last;
    isMore = page.length === wanted;
  }
  return { items, places };
}
