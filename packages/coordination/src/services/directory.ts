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

/** A part of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: DirectoryPlace;
}

const directoryPageSize = 1_000;

/** Reads a part of the directory and shows each entity by `view`; those just deleted are left out. */
export async function listEntities<T>(
  { directory, runner }: { readonly directory: Directory; readonly runner: EntityRunner },
  kind: EntityKind,
  { limit = Infinity, after }: PageRequest,
  view: (state: EntityState) => T | undefined,
): Promise<Page<T>> {
  const places: DirectoryPlace[] = [];
  let last = after;
  let isMore = true;
  while (places.length < limit && isMore) {
    const wanted = Math.min(directoryPageSize, limit - places.length);
    const page = await directory.list({
      kind,
      limit: wanted,
      ...(last !== undefined && { after: last }),
    });
    places.push(...page);
    last = page.at(-1) ?? last;
    isMore = page.length === wanted;
  }
  const shown = await mapConcurrently(places, coordinationLimits.readsAtOnce, ({ entity }) =>
    runner.read(entity, (state) => (state === undefined ? undefined : view(state))),
  );
  const items = shown.filter((item) => item !== undefined);
  return { items, ...(isMore && last !== undefined && { next: last }) };
}
