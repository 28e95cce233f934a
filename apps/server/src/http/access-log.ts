import type { RequestHandler } from "express";
import { contextOf } from "./request-context.js";
import type { RequestRecorder } from "./request-recorder.js";

/** Logged as the status of a request whose client left before its answer. */
const clientGoneStatus = 499;

/**
 * Records every request when it has ended: its path, never the query or anything a client wrote
 * into a body.
 */
export function accessLog(record: RequestRecorder): RequestHandler {
  return (request, response, next) => {
    response.once("close", () => {
      const { requestId, startedMs, answeredMs, match } = contextOf(response);
      const isAnswered = response.writableFinished || answeredMs !== undefined;
      record({
        requestId,
        method: request.method,
        path: request.path,
        endpoint: match.route?.path ?? "unmatched",
        status: isAnswered ? response.statusCode : clientGoneStatus,
        durationMs: (answeredMs ?? performance.now()) - startedMs,
      });
    });
    next();
  };
}
