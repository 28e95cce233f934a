import { CoreError } from "../errors.js";

/** One more than a session may hold of something; what it holds is left as it was. */
export class LimitExceededError extends CoreError {
  /** How many it may hold. */
  readonly limit: number;

  /**
   * @param what - what there would be too many of, in the plural
   * @param limit - how many there may be
   * @param remedy - what the caller can do about it
   */
  constructor(what: string, limit: number, remedy: string) {
    super("ERR_LIMIT_EXCEEDED", `A session holds at most ${limit} ${what}; ${remedy}`);
    this.limit = limit;
  }
}
