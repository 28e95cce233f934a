import type * as z from "zod";
import { clusterRoutes } from "./cluster-routes.js";
import { controlRoutes } from "./control-routes.js";
import { literalRoutes } from "./literal-routes.js";
import { memoryRoutes } from "./memory-routes.js";
import { networkRoutes } from "./network-routes.js";
import { observerRoutes } from "./observer-routes.js";
import { regionRoutes } from "./region-routes.js";
import type { Route } from "./route.js";
import { serviceRoutes } from "./service-routes.js";
import { sessionRoutes } from "./session-routes.js";
import { turnRoutes } from "./turn-routes.js";

/**
 * The route table: every route of the service by its operation id.
 *
 * @example
 * ```ts
 * routes.run.path; // "/v1/run"
 * routes.run.scope; // "write"
 * ```
 */
export const routes = {
  ...turnRoutes,
  ...sessionRoutes,
  ...controlRoutes,
  ...literalRoutes,
  ...memoryRoutes,
  ...clusterRoutes,
  ...regionRoutes,
  ...observerRoutes,
  ...networkRoutes,
  ...serviceRoutes,
} as const satisfies Record<string, Route>;

/** Operation id of a route. */
export type RouteId = keyof typeof routes;

/** Operation id of a route that answers with a stream of events. */
export type StreamRouteId = {
  [Id in RouteId]: (typeof routes)[Id] extends { readonly streamed: true } ? Id : never;
}[RouteId];

/** A route together with its operation id. */
export type RouteEntry = Route & { readonly id: RouteId };

/** The routes as a list, in the order of the API description. */
export const routeEntries: readonly RouteEntry[] = Object.entries<Route>(routes).map(
  ([id, route]) => ({ ...route, id: id as RouteId }),
);

/** The parts of a request that a schema reads. */
type RequestPart = "params" | "query" | "body";

/**
 * What a client sends to a route, before encoding: the parts it has, each as its schema takes it.
 * In a query, numbers and booleans stand for their text.
 */
export type RequestOf<Id extends RouteId> = {
  [Part in RequestPart & keyof (typeof routes)[Id]]: (typeof routes)[Id][Part] extends z.ZodType
    ? z.input<(typeof routes)[Id][Part]>
    : never;
};

/** What a handler gets: the same parts, checked, with defaults filled in. */
export type ParsedRequestOf<Id extends RouteId> = {
  [Part in RequestPart & keyof (typeof routes)[Id]]: (typeof routes)[Id][Part] extends z.ZodType
    ? z.output<(typeof routes)[Id][Part]>
    : never;
};

/** What a route answers with on success. */
export type ResponseOf<Id extends RouteId> = z.output<(typeof routes)[Id]["response"]>;
