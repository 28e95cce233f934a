import { describe, expect, it } from "@jest/globals";
import {
  ExpiredLicenseError,
  InvalidKeyError,
  InvalidLicenseError,
  LicenseError,
} from "./errors.js";
import { KeySet } from "./keys/key-set.js";
import { LicenseVerifier } from "./license-verifier.js";
import { claimCases } from "./testing/corpus-claims.js";
import { headerCases } from "./testing/corpus-headers.js";
import { keyPairOf, nowMs } from "./testing/test-keys.js";

describe("errors", () => {
  it.each([
    [new InvalidLicenseError("revoked"), "InvalidLicenseError", "ERR_LICENSE_INVALID"],
    [new ExpiredLicenseError("acme", 0), "ExpiredLicenseError", "ERR_LICENSE_EXPIRED"],
    [new InvalidKeyError("why"), "InvalidKeyError", "ERR_INVALID_KEY"],
  ])("%s has a name and a stable code", (error, name, code) => {
    expect(error).toBeInstanceOf(LicenseError);
    expect(error).toMatchObject({ name, code });
  });

  it("gives the reason, and a detail where there is one", () => {
    expect(new InvalidLicenseError("revoked").message).toBe("Invalid license: revoked");
    expect(new InvalidLicenseError("malformed", "why").message).toBe(
      "Invalid license: malformed (why)",
    );
  });

  it("never repeats a part of the token", () => {
    const verifier = new LicenseVerifier({
      keys: KeySet.fromJwks({ keys: [keyPairOf("k1").publicJwk] }),
    });
    const refused = [...headerCases, ...claimCases].filter(({ outcome }) => outcome !== "accepted");
    let judged = 0;
    for (const { token } of refused) {
      try {
        verifier.verify(token, nowMs);
      } catch (error) {
        judged += 1;
        const printed = String(error);
        const parts = token.split(".").filter((part) => part.length > 8);
        expect(parts.some((part) => printed.includes(part))).toBe(false);
      }
    }
    expect(judged).toBeGreaterThan(100);
  });
});
