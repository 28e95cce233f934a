import { describe, expect, it } from "@jest/globals";
import { InvalidLicenseError } from "./errors.js";
import { inspectLicense } from "./inspect-license.js";
import { tokenBytesMax } from "./limits.js";
import { rawToken, validClaims, validHeader } from "./testing/raw-token.js";
import { seedOf } from "./testing/test-keys.js";

describe("inspectLicense", () => {
  it("shows what a token says, whoever signed it", () => {
    const forged = rawToken(validHeader, validClaims, seedOf("attacker"));
    expect(inspectLicense(forged)).toEqual({ header: validHeader, claims: validClaims });
  });

  it("shows a token that no verifier would take", () => {
    const token = rawToken({ alg: "none", kid: "../k1" }, { sub: 1, exp: "never" });
    expect(inspectLicense(token)).toEqual({
      header: { alg: "none", kid: "../k1" },
      claims: { sub: 1, exp: "never" },
    });
  });

  it.each([
    ["", "nothing"],
    ["license", "no token"],
    ["a.b.c", "a header that is no JSON"],
    [rawToken(validHeader, "text"), "a payload that is no JSON"],
    [rawToken(validHeader, '"text"'), "a payload that is no object"],
    ["A".repeat(tokenBytesMax + 1), "a text too long to be a token"],
  ])("refuses %j: %s", (token) => {
    expect(() => inspectLicense(token)).toThrow(InvalidLicenseError);
  });
});
