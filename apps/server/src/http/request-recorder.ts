import type { Express } from "express";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../observability/service-metrics.js";

/** A request that has ended. */
export interface EndedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Absent for what was too malformed to have one. */
  readonly path?: string;
  /** Template of the route, or `unmatched`. */
  readonly endpoint: string;
  readonly status: number;
  readonly durationMs: number;
  /** Code of the parser's error, for what was too malformed to be a request. */
  readonly code?: string;
}

/** Takes note of a request that has ended. */
export type RequestRecorder = (request: EndedRequest) => void;

/** One line and one measurement a request. */
export function createRequestRecorder(log: Logger, metrics: ServiceMetrics): RequestRecorder {
  return ({ endpoint, durationMs, ...line }) => {
    const { method, status } = line;
    metrics.observeRequest({ method, endpoint, status, durationMs });
    log.info({ ...line, ms: Math.round(durationMs * 10) / 10 }, "request");
  };
}

/** Has the server of an application record what never becomes one of the application's requests. */
export function setRequestRecorder(app: Express, record: RequestRecorder): void {
  app.locals["recordRequest"] = record;
}

/** The recorder of an application; one that does nothing where none was set. */
export function requestRecorderOf(app: Express): RequestRecorder {
  return (app.locals["recordRequest"] as RequestRecorder | undefined) ?? (() => {});
}
