import { InvalidLicenseError } from "../errors.js";
import { tokenBytesMax } from "../limits.js";

/**
 * The first look at a token, before it costs anything: it is a string of bounded length.
 *
 * @throws InvalidLicenseError `malformed`
 */
export function assertTokenText(token: unknown): asserts token is string {
  if (typeof token !== "string" || token.length > tokenBytesMax) {
    throw new InvalidLicenseError("malformed", `a token is text of at most ${tokenBytesMax} bytes`);
  }
}
