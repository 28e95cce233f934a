import { type FromWire, pageRowsDefault, type ResponseOf, routes, toWire } from "@semvec/contract";
import type { PageOf, Placed } from "../coordination/coordination-service.js";
import type { CursorCodec, CursorScope, PlaceOf } from "../http/cursor-codec.js";
import { nextPage } from "../http/next-page.js";

type PagedRouteId = "listClusters" | "listRegions" | "listDriftEvents" | "listAnomalies";

type RowOf<Id extends PagedRouteId> = FromWire<ResponseOf<Id>[number]>;

/** A page that was asked for. */
interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Which page a request wants. @throws RequestValidationError for a cursor that is not ours */
export function page<Id extends PagedRouteId>(
  cursors: CursorCodec,
  scope: CursorScope<Id>,
  { cursor, limit = pageRowsDefault }: PageQuery,
): PageOf<PlaceOf<Id>> {
  return { limit, ...(cursor !== undefined && { after: cursors.decode(scope, cursor) }) };
}

/** The same for a list that is given whole to whoever asks for no page. */
export function optionalPage<Id extends PagedRouteId>(
  cursors: CursorCodec,
  scope: CursorScope<Id>,
  query: PageQuery,
): PageOf<PlaceOf<Id>> | undefined {
  const isWhole = query.cursor === undefined && query.limit === undefined;
  return isWhole ? undefined : page(cursors, scope, query);
}

/** Rows as the wire has them, and how to get those after them. */
export function presentPage<Id extends PagedRouteId>(
  cursors: CursorCodec,
  scope: CursorScope<Id>,
  found: {
    readonly rows: readonly Placed<RowOf<Id>, PlaceOf<Id>>[];
    /** Absent: these are all. */
    readonly limit: number | undefined;
    /** Path parameters of the list. */
    readonly params?: Readonly<Record<string, string>> | undefined;
  },
): { readonly body: ResponseOf<Id>; readonly headers?: Readonly<Record<string, string>> } {
  const { rows, limit, params } = found;
  // The names of a row are the wire's again; the compiler cannot follow them through a generic.
  const body = rows.map(({ row }) => toWire(row)) as unknown as ResponseOf<Id>;
  // A page that is not full is the last.
  const last = limit === undefined ? undefined : rows[limit - 1];
  if (limit === undefined || last === undefined) return { body };
  const { path } = routes[scope.routeId];
  const cursor = cursors.encode(scope, last.place);
  return { body, headers: nextPage({ path, params, cursor, limit }) };
}
