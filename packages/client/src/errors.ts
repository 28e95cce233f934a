import type { ValidationError } from "@semvec/contract";

/** Codes of the errors that `@semvec/client` throws. Stable: callers may compare them. */
export type ClientErrorCode =
  | "ERR_CLIENT_CONFIG"
  | "ERR_HTTP_STATUS"
  | "ERR_NETWORK"
  | "ERR_RESPONSE_MALFORMED";

/** Base class of every error that `@semvec/client` throws on purpose. */
export class SemvecClientError extends Error {
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A setting that cannot work, such as a base URL that is not http(s). Never quotes the token. */
export class ClientConfigError extends SemvecClientError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_CLIENT_CONFIG", message, options);
  }
}

/** No answer came: the service cannot be reached, or the connection broke before its end. */
export class SemvecNetworkError extends SemvecClientError {
  constructor(route: string, origin: string, cause: unknown) {
    super("ERR_NETWORK", `${route}: no answer from ${origin} (${reasonOf(cause)})`, { cause });
  }
}

/** An answer that is not what the route gives; a proxy may have made it. */
export class MalformedResponseError extends SemvecClientError {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(route: string, status: number, expected: string, options?: ErrorOptions) {
    super("ERR_RESPONSE_MALFORMED", `${route}: the answer (${status}) is not ${expected}`, options);
    this.status = status;
  }
}

/** What an error answer said. */
export interface HttpErrorAnswer {
  readonly status: number;
  readonly detail: string;
  readonly validationErrors: readonly ValidationError[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** The service refused: a status other than the route's own. */
export class SemvecHttpError extends SemvecClientError {
  /** HTTP status, such as 404. */
  readonly status: number;
  /** What the service says is wrong; for a 422 the errors of all values in one line. */
  readonly detail: string;
  /** The values a 422 complains about; empty for every other status. */
  readonly validationErrors: readonly ValidationError[];
  /** `X-Request-Id` of the answer, to find it in the service's log. */
  readonly requestId: string | undefined;
  /** `Retry-After` in seconds, where the service named a time. */
  readonly retryAfterSeconds: number | undefined;

  constructor(route: string, answer: HttpErrorAnswer) {
    super("ERR_HTTP_STATUS", `${route}: ${answer.status} ${answer.detail}`);
    this.status = answer.status;
    this.detail = answer.detail;
    this.validationErrors = answer.validationErrors;
    this.requestId = answer.requestId;
    this.retryAfterSeconds = answer.retryAfterSeconds;
  }
}

/** `fetch` says "fetch failed" and keeps the reason one level down, at times as a code alone. */
function reasonOf(error: unknown): string {
  const { message, code, cause } = Object(error) as Readonly<Record<string, unknown>>;
  if (cause !== undefined) return reasonOf(cause);
  return (
    [message, code].find((text): text is string => typeof text === "string" && text !== "") ??
    String(error)
  );
}
