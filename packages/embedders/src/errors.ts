/** Codes of the errors that `@semvec/embedders` throws. Stable: callers may compare them. */
export type EmbedderErrorCode =
  | "ERR_EMBEDDER_ADDRESS_FORBIDDEN"
  | "ERR_EMBEDDER_CHANGED"
  | "ERR_EMBEDDER_CIRCUIT_OPEN"
  | "ERR_EMBEDDER_CONFIG"
  | "ERR_EMBEDDER_CRASHED"
  | "ERR_EMBEDDER_MODEL"
  | "ERR_EMBEDDER_OVERLOADED"
  | "ERR_EMBEDDER_RESPONSE"
  | "ERR_EMBEDDER_RUNTIME"
  | "ERR_EMBEDDER_TIMEOUT"
  | "ERR_EMBEDDER_UNAVAILABLE"
  | "ERR_EMBEDDING_INVALID";

/** Base class of every error that `@semvec/embedders` throws on purpose. */
export class EmbedderError extends Error {
  readonly code: EmbedderErrorCode;

  constructor(code: EmbedderErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** No vector can be had: no embedder is configured, it was closed, or it cannot be reached. */
export class EmbedderUnavailableError extends EmbedderError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_EMBEDDER_UNAVAILABLE", message, options);
  }
}

/** A sidecar came back with another model, whose vectors must not be compared with those so far. */
export class EmbedderChangedError extends EmbedderError {
  /** Id of the embedder that was there first. */
  readonly expectedId: string;
  /** Id of the one that is there now. */
  readonly actualId: string;

  constructor(expectedId: string, actualId: string) {
    super(
      "ERR_EMBEDDER_CHANGED",
      `the sidecar's embedder was ${expectedId} and is now ${actualId}: ` +
        `start the sidecar with ${expectedId} again, or restart this process`,
    );
    this.expectedId = expectedId;
    this.actualId = actualId;
  }
}

/** A setting that cannot work: a malformed URL, a scheme that is not http(s), an unknown kind. */
export class EmbedderConfigError extends EmbedderError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_EMBEDDER_CONFIG", message, options);
  }
}

/** The files of the bundled model are missing, damaged, or of another version. */
export class ModelFilesError extends EmbedderError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_EMBEDDER_MODEL", message, options);
  }
}

/** The inference runtime (the native binding, or WebAssembly SIMD) cannot be loaded here. */
export class InferenceRuntimeError extends EmbedderError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_EMBEDDER_RUNTIME", message, options);
  }
}

/** The inference worker died while it held this text. The text may be sent again. */
export class EmbedderCrashedError extends EmbedderError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_EMBEDDER_CRASHED", message, options);
  }
}

/** More texts wait than the queue may hold. Send fewer at once, or try again later. */
export class EmbedderOverloadedError extends EmbedderError {
  constructor(message: string) {
    super("ERR_EMBEDDER_OVERLOADED", message);
  }
}

/** A remote embedder did not answer in time. */
export class EmbedderTimeoutError extends EmbedderError {
  /** Milliseconds that it had. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super("ERR_EMBEDDER_TIMEOUT", `the embedder did not answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** A remote embedder answered with something that cannot be used. Never quotes the answer. */
export class EmbedderResponseError extends EmbedderError {
  /** HTTP status of the answer, where it was the status that made it unusable. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super("ERR_EMBEDDER_RESPONSE", message);
    this.status = status;
  }
}

/** The embedder's host resolves to an address that no request may go to. */
export class ForbiddenAddressError extends EmbedderError {
  constructor(message: string) {
    super("ERR_EMBEDDER_ADDRESS_FORBIDDEN", message);
  }
}

/** A remote embedder failed repeatedly and is being left alone for a while. */
export class EmbedderCircuitOpenError extends EmbedderError {
  /** Milliseconds until the next request is let through. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(
      "ERR_EMBEDDER_CIRCUIT_OPEN",
      `the embedder failed repeatedly; the next attempt is allowed in ${retryAfterMs} ms`,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** A vector, or a dimension asked for, that cannot be worked with. */
export class InvalidEmbeddingError extends EmbedderError {
  constructor(message: string) {
    super("ERR_EMBEDDING_INVALID", message);
  }
}
