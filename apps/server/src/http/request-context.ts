import type { Response } from "express";
import type { Caller } from "../auth/caller.js";
import type { RouteMatch } from "./route-matcher.js";

/** What is known of a request while it is served. */
export interface RequestContext {
  readonly requestId: string;
  /** Monotonic milliseconds. */
  readonly startedMs: number;
  readonly match: RouteMatch;
  /** Monotonic; set where the answer is out, or a stream's head, and the response stays open. */
  answeredMs?: number;
  /** Set once the request is authenticated. */
  caller?: Caller;
}

/** Begins the context of a request. */
export function setContext(response: Response, context: RequestContext): void {
  response.locals["context"] = context;
}

/** The context of a request; every request has one from its first middleware on. */
export function contextOf(response: Response): RequestContext {
  return response.locals["context"] as RequestContext;
}
