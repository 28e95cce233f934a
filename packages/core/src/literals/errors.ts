import { CoreError } from "../errors.js";

/** A literal that does not fit: remove others first. Nothing was dropped to make room. */
export class LiteralCacheFullError extends CoreError {
  constructor() {
    super("ERR_LITERAL_CACHE_FULL", "Literal cache is full");
  }
}

/** A key that names no literal. */
export class LiteralNotFoundError extends CoreError {
  constructor() {
    super("ERR_LITERAL_NOT_FOUND", "Entity not found");
  }
}

/** A kind that is none of `literalKinds`; the message lists them. */
export class UnknownLiteralKindError extends CoreError {
  constructor(kinds: readonly string[]) {
    super("ERR_UNKNOWN_LITERAL_KIND", `kind must be one of ${kinds.join(", ")}`);
  }
}
