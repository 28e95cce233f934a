import jsonwebtoken from "jsonwebtoken";
import { InvalidLicenseError } from "./errors.js";
import { assertTokenText } from "./jws/assert-token-text.js";

/** A token's text, decoded. Anyone can write anything here: it proves nothing. */
export interface UnverifiedLicense {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Decodes a token **without verifying it**, to show a person what it says. It also reads tokens
 * that {@link LicenseVerifier} refuses, since those are the ones that need looking at.
 *
 * @throws InvalidLicenseError `malformed` if it is no compact JWS with JSON in it.
 */
export function inspectLicense(token: string): UnverifiedLicense {
  assertTokenText(token);
  const decoded = decode(token);
  if (decoded === null || typeof decoded.payload !== "object") {
    throw new InvalidLicenseError("malformed", "not a compact JWS with a JSON payload");
  }
  return { header: { ...decoded.header }, claims: decoded.payload };
}

function decode(token: string): jsonwebtoken.Jwt | null {
  try {
    return jsonwebtoken.decode(token, { complete: true });
  } catch (cause) {
    throw new InvalidLicenseError("malformed", "a part is not JSON", { cause });
  }
}
