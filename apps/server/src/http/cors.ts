import type { RequestHandler } from "express";

const exposedHeaders = [
  "ETag",
  "X-Request-Id",
  "X-Next-Cursor",
  "X-Semvec-Degraded",
  "X-Semvec-Ignored",
  "Link",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "RateLimit-Policy",
  "Retry-After",
].join(", ");

const allowedHeaders =
  "Authorization, X-API-Key, Content-Type, If-None-Match, Last-Event-ID, X-Request-Id";
const allowedMethods = "GET, POST, PUT, PATCH, DELETE";

/** How long a browser may remember a preflight, in seconds. */
const preflightMaxAgeSeconds = 600;

/**
 * Lets pages of the given origins call the service; `*` stands for all. A preflight is answered
 * before authentication, for browsers send none with it. Tokens travel in headers, never in
 * cookies, so no credentials mode is granted.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.setHeader("Vary", "Origin");
    if (origin === undefined || !(allowed.has(origin) || allowed.has("*"))) return next();
    response.setHeader("Access-Control-Allow-Origin", allowed.has("*") ? "*" : origin);
    response.setHeader("Access-Control-Expose-Headers", exposedHeaders);
    const isPreflight =
      request.method === "OPTIONS" && "access-control-request-method" in request.headers;
    if (!isPreflight) return next();
    response.setHeader("Access-Control-Allow-Methods", allowedMethods);
    response.setHeader("Access-Control-Allow-Headers", allowedHeaders);
    response.setHeader("Access-Control-Max-Age", String(preflightMaxAgeSeconds));
    response.writeHead(204).end();
  };
}
