import type * as z from "zod";
import type { BodyLimit } from "../limits.js";

/** Methods of the service. `HEAD` follows `GET`, as HTTP has it. */
export type HttpMethod = "get" | "post" | "put" | "patch" | "delete";

/** What a licence must allow for a route: the claim `scope` lists them, and absent means all. */
export type Scope = "read" | "write" | "control" | "admin";

/** Heading a route stands under in the API description. */
export type RouteTag =
  | "Service"
  | "Turns"
  | "Sessions"
  | "Control"
  | "Literals"
  | "Memories"
  | "Clusters"
  | "Regions"
  | "Observer"
  | "Network";

/** Statuses that need a word for the route at hand; {@link routeErrors} adds what all share. */
export type OwnErrorStatus = 400 | 404 | 409 | 503;

/** Why a route answers with an error status, and the body when it is not `{detail}`. */
export type RouteErrorNote = string | { readonly when: string; readonly response: z.ZodType };

interface RouteFields {
  readonly method: HttpMethod;
  /** Template with `{parameter}` segments; collection roots end with a slash. */
  readonly path: `/${string}`;
  /**
   * True: the last parameter takes the rest of the path, slashes included, a slash at its end too.
   */
  readonly restOfPath?: true;
  readonly tag: RouteTag;
  /** A few words for a table of contents. */
  readonly summary: string;
  /** What it does, for somebody who calls it. */
  readonly description: string;
  /** Path parameters, one for each `{parameter}` of the template. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Absent: it has no fields; see `bodySchema`. All optional: an empty body is legal. */
  readonly body?: z.ZodObject;
  /** Class of the largest body. Default: `standard`. */
  readonly bodyLimit?: BodyLimit;
  readonly status: 200 | 201;
  /** Status when what should be created exists already, as asked for. Default: as when created. */
  readonly existsStatus?: 200;
  /** Strict, so that tests find an answer that says more than it should. */
  readonly response: z.ZodType;
  /** Media type of the answer. Default: `application/json`. */
  readonly contentType?: string;
  readonly errors: Partial<Record<OwnErrorStatus, RouteErrorNote>>;
  /** True: a full page comes with the headers `X-Next-Cursor` and `Link`. */
  readonly paged?: true;
  /**
   * True: the answer is a stream of server-sent events, each with a `response` as its data. The
   * header `Last-Event-ID` goes on where another stream ended.
   */
  readonly streamed?: true;
  /** True: the answer has an `ETag`; `If-None-Match` with it is answered 304, without a body. */
  readonly revalidated?: true;
}

/** A route that needs a licence token with a scope. */
export interface LicensedRoute extends RouteFields {
  readonly auth: "license";
  readonly scope: Scope;
}

/** A route open to all, or one with HTTP Basic credentials of its own. */
export interface UnlicensedRoute extends RouteFields {
  readonly auth: "none" | "basic";
  readonly scope?: never;
}

/**
 * One route: everything about it that is not its handler.
 *
 * The router, the API description, metrics labels, the client and the tests' matrix are all made
 * from these entries, so a new route is one entry more.
 */
export type Route = LicensedRoute | UnlicensedRoute;
