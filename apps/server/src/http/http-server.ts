import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Express } from "express";
import { refuseMalformed } from "./refuse-malformed.js";
import { requestRecorderOf } from "./request-recorder.js";

/** Bounds on slow and wasteful clients. */
export const httpLimits = {
  /** Time for a request's headers to arrive. */
  headersTimeoutMs: 10_000,
  /** Time for a whole request to arrive. */
  requestTimeoutMs: 30_000,
  /** How often the two are looked at. */
  connectionsCheckingIntervalMs: 1_000,
  /** Bytes of a request's line and headers; over it 431. */
  headerBytesMax: 16 * 1024,
  /** Time that a connection may idle between requests: longer than load balancers keep theirs. */
  keepAliveTimeoutMs: 65_000,
} as const;

/**
 * A node:http server for an Express application.
 *
 * Express sets the prototype of every request and response to its own, which takes all code that
 * touches them off the engine's fast path. Here both classes have that prototype from the start,
 * so setting it changes nothing; it makes requests more than three times cheaper. Express promises
 * nothing about this: a test watches it.
 */
export function createHttpServer(app: Express): Server {
  class ServiceRequest extends IncomingMessage {}
  class ServiceResponse extends ServerResponse<ServiceRequest> {}
  Object.setPrototypeOf(ServiceRequest.prototype, app.request);
  Object.setPrototypeOf(ServiceResponse.prototype, app.response);
  app.request = ServiceRequest.prototype as unknown as Express["request"];
  app.response = ServiceResponse.prototype as unknown as Express["response"];
  const server = createServer(
    {
      IncomingMessage: ServiceRequest,
      ServerResponse: ServiceResponse,
      headersTimeout: httpLimits.headersTimeoutMs,
      requestTimeout: httpLimits.requestTimeoutMs,
      connectionsCheckingInterval: httpLimits.connectionsCheckingIntervalMs,
      maxHeaderSize: httpLimits.headerBytesMax,
      keepAliveTimeout: httpLimits.keepAliveTimeoutMs,
      // Node would refuse without a body; the application does it with one.
      requireHostHeader: false,
    },
    app,
  );
  // Without these Node answers expectations by itself, before anything has been checked.
  server.on("checkContinue", app);
  server.on("checkExpectation", app);
  server.on("clientError", refuseMalformed(requestRecorderOf(app), httpLimits.headerBytesMax));
  return server;
}
