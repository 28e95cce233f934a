import type { ValidationError } from "@semvec/contract";
import { type ErrorWording, errorRule } from "./error-table.js";
import { MethodNotAllowedError } from "./errors.js";

/** The `detail` of an error answer: words, or for 422 a list. */
export type ErrorDetail = string | readonly ValidationError[];

/** An error as it goes over the wire. */
export interface ErrorAnswer {
  readonly status: number;
  readonly detail: ErrorDetail;
  readonly headers: Readonly<Record<string, string>>;
}

const retryAfterSecondsMax = 60;

/** Puts an error into an answer, by the error table. */
export function errorAnswer(error: unknown, wording: ErrorWording): ErrorAnswer {
  const rule = errorRule(error);
  const { status, detail } = rule;
  const waitSeconds = retryAfterSeconds(error) ?? rule.retryAfterSeconds;
  return {
    status,
    detail: typeof detail === "string" ? detail : detail(error as Error, wording),
    headers: {
      ...(status === 401 && { "WWW-Authenticate": challenge(error) }),
      ...(error instanceof MethodNotAllowedError && { Allow: error.allowed.join(", ") }),
      ...(waitSeconds !== undefined && { "Retry-After": String(waitSeconds) }),
      // What is left of an oversized body is thrown away, so the connection cannot be used again.
      ...(status === 413 && { Connection: "close" }),
    },
  };
}

/** What the error itself says of a retry, as whole seconds within bounds. */
function retryAfterSeconds(error: unknown): number | undefined {
  const { retryAfterSeconds, retryAfterMs } = (error ?? {}) as {
    readonly retryAfterSeconds?: unknown;
    readonly retryAfterMs?: unknown;
  };
  const seconds =
    typeof retryAfterMs === "number" ? Math.ceil(retryAfterMs / 1000) : retryAfterSeconds;
  if (typeof seconds !== "number") return undefined;
  return Math.min(retryAfterSecondsMax, Math.max(1, seconds));
}

/** How to sign in (RFC 9110 §11.6.1, RFC 6750 §3). */
function challenge(error: unknown): string {
  switch ((error as { readonly code: unknown }).code) {
    case "ERR_METRICS_CREDENTIALS":
      return 'Basic realm="semvec metrics", charset="UTF-8"';
    case "ERR_LICENSE_MISSING":
      return 'Bearer realm="semvec"';
    default:
      return 'Bearer realm="semvec", error="invalid_token"';
  }
}
