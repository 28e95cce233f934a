import { type RouteId, routeErrors, routes } from "@semvec/contract";
import type { Answer } from "./api-client.js";

/** Throws unless an answer is one that the route's entry in the contract foresees, to the field. */
export function assertContract(id: RouteId, { status, headers, body }: Answer<unknown>): void {
  const route = routes[id];
  const schema =
    status === route.status
      ? route.response
      : routeErrors(route).find((error) => error.status === status)?.response;
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

function short(body: unknown): string {
  return JSON.stringify(body).slice(0, 400);
}
