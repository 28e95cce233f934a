import { type ContractErrorCode, valueError } from "@semvec/contract";
import type { CoordinationErrorCode } from "@semvec/coordination";
import type { CoreErrorCode } from "@semvec/core";
import type { EmbedderErrorCode } from "@semvec/embedders";
import { InvalidLicenseError, type LicenseErrorCode } from "@semvec/license";
import type { PersistenceErrorCode } from "@semvec/persistence";
import type { ErrorDetail } from "./error-answer.js";
import { RequestValidationError, type ServerErrorCode } from "./errors.js";

/** Every code that an error of this repository can have. */
export type ErrorCode =
  | ContractErrorCode
  | CoordinationErrorCode
  | CoreErrorCode
  | EmbedderErrorCode
  | LicenseErrorCode
  | PersistenceErrorCode
  | ServerErrorCode;

/** What an error needs to be put into words. */
export interface ErrorWording {
  /** Where an expired licence is renewed. */
  readonly renewUrl: string;
}

/** How an error is answered. */
export interface ErrorRule {
  readonly status: number;
  /** The `detail` of the answer. */
  readonly detail: string | ((error: Error, wording: ErrorWording) => ErrorDetail);
  /** When a retry is worth while, for errors that do not say themselves. */
  readonly retryAfterSeconds?: number;
}

/** The answer to what nobody foresaw. It says nothing; the log holds the error. */
export const internalError: ErrorRule = { status: 500, detail: "Internal server error" };

/** The error's own message is fit for the client: it says what is wrong and names nothing of ours. */
const message = (error: Error): string => error.message;

/** A 422 is a list, also where no single field is at fault. */
const bodyValue = (error: Error): ErrorDetail => [valueError(["body"], error.message)];

const noVectors = "bring your own vectors, or retry later";

/**
 * The one table of errors: what each code is answered with. A code without a line does not compile.
 */
export const errorTable: Readonly<Record<ErrorCode, ErrorRule>> = {
  ERR_INVALID_STATE_DICT: { status: 400, detail: message },
  ERR_CLIENT_GONE: { status: 400, detail: "The client closed the connection" },
  ERR_UNKNOWN_AGGREGATION_MODE: { status: 400, detail: message },
  ERR_UNKNOWN_LITERAL_KIND: { status: 400, detail: message },

  ERR_CREDENTIALS_CONFLICT: { status: 401, detail: "Invalid license: conflicting credentials" },
  ERR_LICENSE_INVALID: { status: 401, detail: invalidLicense },
  ERR_LICENSE_MISSING: { status: 401, detail: "Missing license token" },
  ERR_METRICS_CREDENTIALS: { status: 401, detail: "Invalid metrics credentials" },
  ERR_LICENSE_EXPIRED: {
    status: 402,
    detail: (_, { renewUrl }) => `License expired: renew at ${renewUrl}`,
  },
  ERR_CROSS_SITE: { status: 403, detail: message },
  ERR_SCOPE_MISSING: { status: 403, detail: message },

  ERR_CLUSTER_NOT_FOUND: { status: 404, detail: "Cluster not found" },
  ERR_LITERAL_NOT_FOUND: { status: 404, detail: "Entity not found" },
  ERR_MEMBER_NOT_FOUND: { status: 404, detail: "Member not found" },
  ERR_MEMORY_NOT_FOUND: { status: 404, detail: "Memory not found" },
  ERR_OBSERVER_NOT_FOUND: { status: 404, detail: "Observer not found" },
  ERR_REGION_NOT_FOUND: { status: 404, detail: "Region not found" },
  ERR_ROUTE_NOT_FOUND: { status: 404, detail: "Not Found" },
  ERR_SESSION_NOT_FOUND: { status: 404, detail: "Session not found" },
  ERR_USER_NOT_FOUND: { status: 404, detail: "User not found" },
  ERR_METHOD_NOT_ALLOWED: { status: 405, detail: "Method Not Allowed" },
  ERR_BACKING_SESSION: { status: 409, detail: message },
  ERR_COORDINATION_LIMIT: { status: 409, detail: message },
  ERR_DIMENSION_FIXED: { status: 409, detail: message },
  ERR_ID_TAKEN: { status: 409, detail: message },
  ERR_LIMIT_EXCEEDED: { status: 409, detail: message },
  ERR_LOG_COMPACTED: {
    status: 409,
    detail: "The session's early history is no longer kept, so it cannot be replayed",
  },
  ERR_LITERAL_CACHE_FULL: { status: 409, detail: "Literal cache is full" },
  ERR_LOCKED_DOWN: { status: 409, detail: message },
  ERR_SECOND_PARENT: { status: 409, detail: message },
  ERR_SESSION_CONFLICT: { status: 409, detail: message },
  ERR_SESSION_REEMBEDDED: { status: 409, detail: message },

  ERR_BODY_TOO_LARGE: { status: 413, detail: message },
  ERR_UNSUPPORTED_MEDIA: { status: 415, detail: message },
  ERR_DIMENSION_MISMATCH: { status: 422, detail: bodyValue },
  ERR_INVALID_ARGUMENT: { status: 422, detail: bodyValue },
  ERR_INVALID_VECTOR: { status: 422, detail: bodyValue },
  ERR_VALIDATION: { status: 422, detail: validationList },
  ERR_RATE_LIMITED: { status: 429, detail: "Too many requests" },
  ERR_TOO_MANY_STREAMS: { status: 429, detail: "Too many requests", retryAfterSeconds: 15 },

  ERR_BACKUP: internalError,
  ERR_CODEC: internalError,
  ERR_COMPONENT_CONFLICT: internalError,
  ERR_CONFIG: internalError,
  ERR_CORRUPT_RECORD: internalError,
  ERR_CORRUPT_SNAPSHOT: internalError,
  ERR_DRAIN_TIMEOUT: internalError,
  ERR_FLEET: internalError,
  ERR_EMBEDDER_CONFIG: internalError,
  ERR_ENVELOPE: internalError,
  ERR_INVALID_COMMIT: internalError,
  ERR_INVALID_KEY: internalError,
  ERR_PATH_PARAMETER: internalError,
  ERR_STORE_CONFIGURATION: internalError,
  ERR_STORE_LOCKED: internalError,
  ERR_STORE_NOT_EMPTY: internalError,
  ERR_STORE_READ_ONLY: internalError,

  ERR_METRICS_DISABLED: unavailable("Metrics are off: set METRICS_USER and METRICS_PASSWORD", 60),
  ERR_CONFLICT: unavailable("The session is busy: retry", 1),
  ERR_PURGE_OUTDATED: unavailable("The session is busy: retry", 1),
  ERR_CONTENDED: unavailable("The group is changing: retry", 1),
  ERR_CORRUPT_ENTITY: unavailable("The session's log is damaged; other sessions are not", 60),
  ERR_DRAINING: unavailable("The server is shutting down", 1),
  ERR_ENGINE_VERSION: unavailable("The session was written by a newer server", 1),
  ERR_OVERLOADED: unavailable("The server is overloaded", 1),
  ERR_STORE_BUSY: unavailable("The database is busy", 1),
  ERR_STORE_CLOSED: unavailable("The server is shutting down", 1),
  ERR_STORE_FAILED: unavailable("The database has failed", 10),
  ERR_STORE_FULL: unavailable("The database has no space left", 30),
  ERR_STORE_UNAVAILABLE: unavailable("The database cannot be reached", 1),
  // No time to come back: clients that repeat a write by themselves could make it twice.
  ERR_UNKNOWN_COMMIT: {
    status: 503,
    detail: "The database did not say whether it wrote: read before you repeat the request",
  },

  ERR_EMBEDDER_ADDRESS_FORBIDDEN: unavailable(`The embedder is not available: ${noVectors}`, 30),
  ERR_EMBEDDER_CHANGED: unavailable(`The embedder is another one now: ${noVectors}`, 30),
  ERR_EMBEDDER_CIRCUIT_OPEN: unavailable(`The embedder is failing: ${noVectors}`, 5),
  ERR_EMBEDDER_CRASHED: unavailable("The embedder was restarted: retry", 1),
  ERR_EMBEDDER_MODEL: unavailable(`The embedder is not available: ${noVectors}`, 30),
  ERR_EMBEDDER_OVERLOADED: unavailable("The embedder is overloaded", 1),
  ERR_EMBEDDER_RESPONSE: unavailable(`The embedder gave no vector: ${noVectors}`, 5),
  ERR_EMBEDDER_RUNTIME: unavailable(`The embedder is not available: ${noVectors}`, 30),
  ERR_EMBEDDER_TIMEOUT: unavailable(`The embedder did not answer in time: ${noVectors}`, 5),
  ERR_EMBEDDER_UNAVAILABLE: unavailable(`The embedder is not available: ${noVectors}`, 30),
  ERR_EMBEDDING_INVALID: unavailable(`The embedder gave no usable vector: ${noVectors}`, 30),
};

/** The rule of an error, whoever threw it. */
export function errorRule(error: unknown): ErrorRule {
  if (!(error instanceof Error) || !("code" in error)) return internalError;
  const { code } = error;
  return typeof code === "string" && Object.hasOwn(errorTable, code)
    ? errorTable[code as ErrorCode]
    : internalError;
}

function unavailable(detail: string, retryAfterSeconds: number): ErrorRule {
  return { status: 503, detail, retryAfterSeconds };
}

/** The reason is for the client; the message may add what only the log should hold. */
function invalidLicense(error: Error): ErrorDetail {
  const reason = error instanceof InvalidLicenseError ? error.reason : "malformed";
  return `Invalid license: ${reason}`;
}

function validationList(error: Error): ErrorDetail {
  return error instanceof RequestValidationError ? error.errors : bodyValue(error);
}
