import type * as z from "zod";
import { ErrorResponse, ValidationErrorResponse } from "../messages/service.js";
import { bodySchema } from "./body-schema.js";
import type { Route } from "./route.js";

/** An error answer of a route. */
export interface RouteError {
  readonly status: number;
  readonly when: string;
  readonly response: z.ZodType;
}

/**
 * Every error status a route can answer with, in order: those of its own and those that all routes
 * of its kind share.
 */
export function routeErrors(route: Route): RouteError[] {
  const errors = new Map<number, RouteError>();
  const add = (status: number, when: string, response: z.ZodType = ErrorResponse): void => {
    errors.set(status, { status, when, response });
  };
  if (route.auth === "license") {
    add(401, "no licence token, or one that is not valid");
    add(402, "the licence token has expired");
    add(403, `the licence lacks the scope \`${route.scope}\``);
    add(503, "overloaded, draining, or a part the route needs is down; see `Retry-After`");
  }
  if (route.auth === "basic") add(401, "no credentials, or wrong ones");
  if (route.auth !== "none") add(429, "too many requests; see `Retry-After`");
  const body = bodySchema(route);
  if (body !== undefined) {
    add(413, "the body is larger than the route allows");
    add(415, "the body is not JSON, or is compressed");
  }
  if (route.streamed || (route.params ?? route.query ?? body) !== undefined) {
    add(
      422,
      "a part of the request is missing, malformed or out of bounds",
      ValidationErrorResponse,
    );
  }
  add(500, "an unexpected error");
  for (const [status, note] of Object.entries(route.errors)) {
    if (typeof note === "string") add(Number(status), note);
    else add(Number(status), note.when, note.response);
  }
  return [...errors.values()].sort((a, b) => a.status - b.status);
}
