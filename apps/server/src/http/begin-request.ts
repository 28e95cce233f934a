import { randomUUID } from "node:crypto";
import { RequestId } from "@semvec/contract";
import type { RequestHandler } from "express";
import type { Drain } from "./drain.js";
import { setContext } from "./request-context.js";
import type { RouteMatcher } from "./route-matcher.js";

/** First of all: gives a request its id and context, and its answer the headers all answers have. */
export function beginRequest(matcher: RouteMatcher, drain: Drain): RequestHandler {
  return (request, response, next) => {
    const sent = RequestId.safeParse(request.headers["x-request-id"]);
    const requestId = sent.success ? sent.data : randomUUID();
    const match = matcher.match(request.method, request.path);
    setContext(response, { requestId, startedMs: performance.now(), match });
    response.setHeader("X-Request-Id", requestId);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    drain.track(response);
    next();
  };
}
