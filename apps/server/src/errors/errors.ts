import type { ValidationError } from "@semvec/contract";

/** Codes of the errors that `@semvec/server` throws. Stable: callers may compare them. */
export type ServerErrorCode =
  | "ERR_BODY_TOO_LARGE"
  | "ERR_CLIENT_GONE"
  | "ERR_CONFIG"
  | "ERR_CREDENTIALS_CONFLICT"
  | "ERR_CROSS_SITE"
  | "ERR_DRAIN_TIMEOUT"
  | "ERR_FLEET"
  | "ERR_LICENSE_MISSING"
  | "ERR_METHOD_NOT_ALLOWED"
  | "ERR_METRICS_CREDENTIALS"
  | "ERR_METRICS_DISABLED"
  | "ERR_RATE_LIMITED"
  | "ERR_ROUTE_NOT_FOUND"
  | "ERR_SCOPE_MISSING"
  | "ERR_TOO_MANY_STREAMS"
  | "ERR_UNSUPPORTED_MEDIA"
  | "ERR_VALIDATION";

/** Base class of every error that `@semvec/server` throws on purpose. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;

  constructor(code: ServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A setting that is malformed, or settings that do not go together. The server does not start. */
export class ConfigError extends ServerError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_CONFIG", message, options);
  }
}

/** Requests under way did not end within the drain timeout; their connections were cut. */
export class DrainTimeoutError extends ServerError {
  constructor(timeoutMs: number) {
    super("ERR_DRAIN_TIMEOUT", `requests were still under way after ${timeoutMs} ms`);
  }
}

/** Worker processes that could not start, or did not end cleanly. */
export class FleetError extends ServerError {
  constructor(message: string) {
    super("ERR_FLEET", message);
  }
}

/** A request without a licence token. */
export class MissingLicenseError extends ServerError {
  constructor() {
    super("ERR_LICENSE_MISSING", "Missing license token");
  }
}

/** `Authorization` and `X-API-Key` hold different tokens. */
export class ConflictingCredentialsError extends ServerError {
  constructor() {
    super("ERR_CREDENTIALS_CONFLICT", "Invalid license: conflicting credentials");
  }
}

/** A request that a web page of another site may have made, to a server without real licences. */
export class CrossSiteError extends ServerError {
  constructor(what: string) {
    super("ERR_CROSS_SITE", `Cross-site request refused: ${what}`);
  }
}

/** A licence that may not use this route. */
export class MissingScopeError extends ServerError {
  constructor(scope: string) {
    super("ERR_SCOPE_MISSING", `The license lacks the scope ${scope}`);
  }
}

/** Too many requests of one subject, or too many failed sign-ins from one address. */
export class RateLimitedError extends ServerError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("ERR_RATE_LIMITED", "Too many requests");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A licence subject with as many open streams of events on this worker as it may have. */
export class TooManyStreamsError extends ServerError {
  constructor() {
    super("ERR_TOO_MANY_STREAMS", "Too many requests");
  }
}

/** A path that no route has. */
export class RouteNotFoundError extends ServerError {
  constructor() {
    super("ERR_ROUTE_NOT_FOUND", "Not Found");
  }
}

/** A path that is served, by a method that is not. */
export class MethodNotAllowedError extends ServerError {
  /** Methods that are served, upper case. */
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super("ERR_METHOD_NOT_ALLOWED", "Method Not Allowed");
    this.allowed = allowed;
  }
}

/** A body of more bytes than the route takes. */
export class BodyTooLargeError extends ServerError {
  constructor(bytesMax: number) {
    super("ERR_BODY_TOO_LARGE", `The body is larger than ${bytesMax} bytes`);
  }
}

/** A body that is not JSON in UTF-8, or that is compressed. */
export class UnsupportedMediaError extends ServerError {
  constructor(message: string) {
    super("ERR_UNSUPPORTED_MEDIA", message);
  }
}

/** The client closed the connection before its request was complete: nobody waits for an answer. */
export class ClientGoneError extends ServerError {
  constructor() {
    super("ERR_CLIENT_GONE", "The client closed the connection");
  }
}

/** A request with parts that are missing, malformed or out of bounds. */
export class RequestValidationError extends ServerError {
  readonly errors: readonly ValidationError[];

  constructor(errors: readonly ValidationError[]) {
    super("ERR_VALIDATION", "The request is not valid");
    this.errors = errors;
  }
}

/** `/metrics` without `METRICS_USER` and `METRICS_PASSWORD`. */
export class MetricsDisabledError extends ServerError {
  constructor() {
    super("ERR_METRICS_DISABLED", "Metrics are off: set METRICS_USER and METRICS_PASSWORD");
  }
}

/** `/metrics` with no credentials, or wrong ones. */
export class MetricsCredentialsError extends ServerError {
  constructor() {
    super("ERR_METRICS_CREDENTIALS", "Invalid metrics credentials");
  }
}
