import type { RequestHandler } from "express";
import { MethodNotAllowedError, MissingScopeError, RouteNotFoundError } from "../errors/errors.js";
import { contextOf } from "./request-context.js";

/** Lets a request through to a route that exists and that its caller's licence covers. */
export const admitRoute: RequestHandler = (_request, response, next) => {
  const { match, caller } = contextOf(response);
  const { route, allowed } = match;
  if (route === undefined) {
    throw allowed.length > 0 ? new MethodNotAllowedError(allowed) : new RouteNotFoundError();
  }
  if (route.scope !== undefined && caller?.scopes.includes(route.scope) !== true) {
    throw new MissingScopeError(route.scope);
  }
  next();
};
