import { type Route, type RouteId, routeErrors, routes, successStatuses } from "@semvec/contract";
import * as z from "zod";
import type { Answer } from "./api-client.js";

/** Throws unless an answer is one that the route's entry in the contract foresees, to the field. */
export function assertContract(id: RouteId, { status, headers, body }: Answer<unknown>): void {
  const schema = schemaOf(routes[id], status);
  if (schema === undefined) {
    throw new Error(`${id} answered ${status}, which the contract does not name: ${short(body)}`);
  }
  const result = schema.safeParse(body);
  if (!result.success) {
    throw new Error(`${id} ${status}: ${result.error.message} in ${short(body)}`);
  }
  for (const header of ["x-request-id", "x-content-type-options", "cache-control"]) {
    if (!headers.has(header)) throw new Error(`${id} ${status}: no ${header}`);
  }
}

/** What an answer of this status has to be, or `undefined` when there can be none. */
function schemaOf(route: Route, status: number): z.ZodType | undefined {
  if (successStatuses(route).includes(status)) {
    return route.streamed ? z.array(route.response) : route.response;
  }
  if (status === 304 && route.revalidated) return z.literal("");
  return routeErrors(route).find((error) => error.status === status)?.response;
}

function short(body: unknown): string {
  return JSON.stringify(body).slice(0, 400);
}
