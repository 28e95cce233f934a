import { openApiDocument } from "@semvec/contract";
import { type BasicCredentials, hasBasicCredentials } from "../auth/basic-credentials.js";
import type { FailedSignIns } from "../auth/failed-sign-ins.js";
import type { InlinePage } from "../docs-pages/inline-page.js";
import { redocPage } from "../docs-pages/redoc-page.js";
import { swaggerPage } from "../docs-pages/swagger-page.js";
import {
  MetricsCredentialsError,
  MetricsDisabledError,
  RateLimitedError,
} from "../errors/errors.js";
import { type Readiness, readinessTtlMs } from "../observability/readiness.js";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import { version } from "../version.js";
import type { Handlers, Reply } from "./handler.js";

type ServiceRouteId = "health" | "readyz" | "metrics" | "openApi" | "swaggerUi" | "redoc";

/** What the service's own routes need. */
export interface ServiceHandlerParts {
  /** Sessions in memory. */
  readonly hotSessions: () => number;
  readonly readiness: Readiness;
  readonly metrics: ServiceMetrics;
  /** Absent: `/metrics` is off. */
  readonly metricsCredentials: BasicCredentials | undefined;
  readonly failedSignIns: FailedSignIns;
}

/** Routes about the service itself. */
export function serviceHandlers(parts: ServiceHandlerParts): Handlers<ServiceRouteId> {
  const { hotSessions, readiness, metrics } = parts;
  const document = { ...openApiDocument(version) };
  const swagger = lazyPage(swaggerPage);
  const redoc = lazyPage(redocPage);
  return {
    health: () => ({ body: { status: "ok", active_sessions: hotSessions(), version } }),

    async readyz() {
      const report = await readiness.report();
      const body = { status: report.status, checks: { ...report.checks } };
      if (report.status === "ready") return { body };
      return { body, status: 503, headers: { "Retry-After": String(readinessTtlMs / 1000) } };
    },

    async metrics({ headers, address }) {
      await assertMayScrape(parts, headers.authorization, address);
      return { body: await metrics.render() };
    },

    openApi: () => ({ body: document }),
    swaggerUi: () => swagger(),
    redoc: () => redoc(),
  };
}

/** A page is megabytes of text: made when it is first asked for, then kept. */
function lazyPage(make: () => InlinePage): () => Reply<"swaggerUi" | "redoc"> {
  let page: InlinePage | undefined;
  return () => {
    page ??= make();
    const { html, contentSecurityPolicy } = page;
    return { body: html, headers: { "Content-Security-Policy": contentSecurityPolicy } };
  };
}

async function assertMayScrape(
  { metricsCredentials, failedSignIns }: ServiceHandlerParts,
  authorization: string | undefined,
  address: string,
): Promise<void> {
  if (metricsCredentials === undefined) throw new MetricsDisabledError();
  if (hasBasicCredentials(authorization, metricsCredentials)) return;
  const waitSeconds = await failedSignIns.retryAfterSeconds(address);
  if (waitSeconds !== undefined) throw new RateLimitedError(waitSeconds);
  await failedSignIns.count(address);
  throw new MetricsCredentialsError();
}
