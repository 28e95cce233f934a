import type { RequestHandler } from "express";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import { contextOf } from "./request-context.js";

/** Logged as the status of a request whose client left before its answer. */
const clientGoneStatus = 499;

/**
 * One line and one measurement a request, when it has ended. The line holds the path, never the
 * query or anything a client wrote into a body.
 */
export function accessLog(log: Logger, metrics: ServiceMetrics): RequestHandler {
  return (request, response, next) => {
    response.once("close", () => {
      const { requestId, startedMs, match } = contextOf(response);
      const status = response.writableFinished ? response.statusCode : clientGoneStatus;
      const durationMs = performance.now() - startedMs;
      const { method } = request;
      metrics.observeRequest({
        method,
        endpoint: match.route?.path ?? "unmatched",
        status,
        durationMs,
      });
      log.info(
        { requestId, method, path: request.path, status, ms: Math.round(durationMs * 10) / 10 },
        "request",
      );
    });
    next();
  };
}
