import { type RouteEntry, type RouteId, routes } from "@semvec/contract";
import type { LicenseTier } from "@semvec/license";
import express, { type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { type AuthenticationParts, authenticate } from "../auth/authenticate.js";
import { localGuard } from "../auth/local-guard.js";
import type { Handlers } from "../handlers/handler.js";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import { limitRate } from "../rate/limit-rate.js";
import type { RateLimiter, RatePolicy } from "../rate/rate-limiter.js";
import { accessLog } from "./access-log.js";
import { admitRoute } from "./admit-route.js";
import { answerErrors } from "./answer-errors.js";
import { beginRequest } from "./begin-request.js";
import { checkMessage } from "./check-message.js";
import { cors } from "./cors.js";
import { type BodyLimits, dispatch } from "./dispatch.js";
import type { Drain } from "./drain.js";
import type { EventStreams } from "./event-streams.js";
import { createRequestRecorder, setRequestRecorder } from "./request-recorder.js";
import { RouteMatcher } from "./route-matcher.js";

/** What {@link createApp} puts together. */
export interface AppParts {
  /** The routes that have one are served. */
  readonly handlers: Partial<Handlers<RouteId>>;
  readonly authentication: AuthenticationParts;
  /** True while the server runs without real licences: web pages of others are kept out. */
  readonly isLocalOnly: boolean;
  readonly rateLimiter: RateLimiter;
  readonly rates: Readonly<Record<LicenseTier, RatePolicy>>;
  readonly bodyLimits: BodyLimits;
  readonly corsOrigins: readonly string[];
  /** Whose `X-Forwarded-For` is believed. Absent: nobody's. */
  readonly trustProxy: number | readonly string[] | undefined;
  /** Where an expired licence is renewed. */
  readonly renewUrl: string;
  readonly drain: Drain;
  readonly streams: EventStreams;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

/**
 * The HTTP application, without a socket. The order of its middleware is the order of checks:
 * which of several things wrong with a request is answered.
 */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  if (parts.trustProxy !== undefined) app.set("trust proxy", parts.trustProxy);
  const record = createRequestRecorder(parts.log, parts.metrics);
  setRequestRecorder(app, record);
  app.use(
    beginRequest(new RouteMatcher(served(parts.handlers)), parts.drain),
    accessLog(record),
    checkMessage,
    ...optional(parts.corsOrigins.length > 0, cors(parts.corsOrigins)),
    ...optional(parts.isLocalOnly, localGuard(parts.corsOrigins)),
    authenticate(parts.authentication),
    limitRate(parts.rateLimiter, parts.rates),
    admitRoute,
    dispatch(parts.handlers, parts.bodyLimits, parts.streams),
  );
  app.use(answerErrors({ renewUrl: parts.renewUrl }, parts.log));
  return app;
}

function served(handlers: AppParts["handlers"]): RouteEntry[] {
  return (Object.keys(handlers) as RouteId[]).map((id) => ({ ...routes[id], id }));
}

function optional(condition: boolean, handler: RequestHandler): RequestHandler[] {
  return condition ? [handler] : [];
}
