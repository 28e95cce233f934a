/** Codes of the errors that `@semvec/core` throws. Stable: clients may compare them. */
export type CoreErrorCode =
  | "ERR_CODEC"
  | "ERR_DIMENSION_MISMATCH"
  | "ERR_INVALID_ARGUMENT"
  | "ERR_INVALID_STATE_DICT"
  | "ERR_INVALID_VECTOR"
  | "ERR_LIMIT_EXCEEDED"
  | "ERR_LITERAL_CACHE_FULL"
  | "ERR_LITERAL_NOT_FOUND"
  | "ERR_MEMORY_NOT_FOUND"
  | "ERR_PURGE_OUTDATED"
  | "ERR_SESSION_CONFLICT"
  | "ERR_SESSION_NOT_FOUND"
  | "ERR_SESSION_REEMBEDDED"
  | "ERR_UNKNOWN_LITERAL_KIND";

/** Base class of every error that `@semvec/core` throws on purpose. */
export class CoreError extends Error {
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Bytes that are not what they should be: truncated, damaged, or of an unknown version. */
export class CodecError extends CoreError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_CODEC", message, options);
  }
}

/** A vector that cannot be used: zero, not finite, or too large. */
export class InvalidVectorError extends CoreError {
  constructor(message: string) {
    super("ERR_INVALID_VECTOR", message);
  }
}

/** A vector whose length is not the session's dimension, or what has another dimension than it. */
export class DimensionMismatchError extends CoreError {
  readonly expected: number;
  readonly received: number;

  /** @param message - for dimensions that are not those of a vector that somebody gave */
  constructor(
    expected: number,
    received: number,
    message = `expected a vector of ${expected} numbers, got ${received}`,
  ) {
    super("ERR_DIMENSION_MISMATCH", message);
    this.expected = expected;
    this.received = received;
  }
}

/** Vectors of another model than the session's: it was reembedded since they were made. */
export class SessionReembeddedError extends CoreError {
  constructor(expected: string | undefined, received: string) {
    const own = expected === undefined ? "its client's" : `of ${expected}`;
    super("ERR_SESSION_REEMBEDDED", `the session's vectors are ${own} by now, not of ${received}`);
  }
}

/** A purge was replayed through another op than the session's newest: replay the rest, try again. */
export class PurgeOutdatedError extends CoreError {
  constructor(throughSeq: number, seq: number) {
    super("ERR_PURGE_OUTDATED", `replayed through op ${throughSeq}, the session is at ${seq}`);
  }
}

/** An argument outside its documented bounds. */
export class InvalidArgumentError extends CoreError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_INVALID_ARGUMENT", message, options);
  }
}

/** A command for a session that does not exist (or no longer does). */
export class SessionNotFoundError extends CoreError {
  constructor() {
    super("ERR_SESSION_NOT_FOUND", "Session not found");
  }
}

/** A session that exists already, with other parameters. */
export class SessionConflictError extends CoreError {
  constructor(message: string) {
    super("ERR_SESSION_CONFLICT", message);
  }
}

/** A memory hash that names nothing in this session. */
export class MemoryNotFoundError extends CoreError {
  constructor() {
    super("ERR_MEMORY_NOT_FOUND", "Memory not found");
  }
}

/** A `state_dict` that cannot be imported; the message says what is wrong and where. */
export class InvalidStateDictError extends CoreError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_INVALID_STATE_DICT", message, options);
  }
}
