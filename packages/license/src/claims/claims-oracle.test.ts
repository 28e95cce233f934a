import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import jsonwebtoken from "jsonwebtoken";
import { ExpiredLicenseError, InvalidLicenseError } from "../errors.js";
import { KeySet } from "../keys/key-set.js";
import { LicenseVerifier } from "../license-verifier.js";
import { clockLeewaySeconds } from "../limits.js";
import { rawToken, validClaims, validHeader } from "../testing/raw-token.js";
import { keyPairOf, nowMs, nowSeconds } from "../testing/test-keys.js";

/*
 * Goal: times, audience and issuer are judged as the most used JWT library judges them. Method: the
 * same claims, signed for each (jsonwebtoken knows no EdDSA, so it gets HS256), at the same time.
 */
const secret = "an HMAC secret of the test";
const audience = "semvec-api";
const issuer = "semvec";
const verifier = new LicenseVerifier({
  keys: KeySet.fromJwks({ keys: [keyPairOf("k1").publicJwk] }),
  audience,
  issuer,
});

type Verdict = "accepted" | "expired" | "not yet valid" | "wrong audience" | "wrong issuer";

function ours(claims: object): Verdict {
  try {
    verifier.verify(rawToken(validHeader, claims), nowMs);
    return "accepted";
  } catch (error) {
    if (error instanceof ExpiredLicenseError) return "expired";
    if (error instanceof InvalidLicenseError) return error.reason as Verdict;
    throw error;
  }
}

function theirs(claims: object): Verdict {
  const token = jsonwebtoken.sign(claims, secret, { algorithm: "HS256" });
  try {
    jsonwebtoken.verify(token, secret, {
      algorithms: ["HS256"],
      audience,
      issuer,
      clockTimestamp: nowSeconds,
      clockTolerance: clockLeewaySeconds,
    });
    return "accepted";
  } catch (error) {
    if (error instanceof jsonwebtoken.TokenExpiredError) return "expired";
    if (error instanceof jsonwebtoken.NotBeforeError) return "not yet valid";
    if (String(error).includes("audience")) return "wrong audience";
    if (String(error).includes("issuer")) return "wrong issuer";
    throw error;
  }
}

const nearNow = fc.integer({ min: nowSeconds - 40, max: nowSeconds + 40 });
const names = fc.constantFrom("semvec", "semvec-api", "other", "Semvec");
const audiences = fc.oneof(names, fc.array(names, { maxLength: 3 }));

const base = { ...validClaims, aud: audience, iss: issuer };

function optional<T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc
    .option(value, { nil: undefined })
    .map((chosen) => (chosen === undefined ? {} : { [name]: chosen }));
}

describe("claims, against jsonwebtoken", () => {
  const { aud: _aud, iss: _iss, ...unnamed } = base;

  it.each([
    ["exp", nearNow.map((exp) => ({ ...base, exp }))],
    ["nbf", optional("nbf", nearNow).map((nbf) => ({ ...base, ...nbf }))],
    ["aud", optional("aud", audiences).map((aud) => ({ ...unnamed, iss: issuer, ...aud }))],
    ["iss", optional("iss", names).map((iss) => ({ ...unnamed, aud: audience, ...iss }))],
  ])("judges %s alone alike, for the same reason", (_name, claims) => {
    fc.assert(
      fc.property(claims, (chosen) => {
        expect(ours(chosen)).toBe(theirs(chosen));
      }),
      { numRuns: 200 },
    );
  });

  it("judges them together alike: accepted by both or by none", () => {
    const together = fc
      .tuple(nearNow, optional("nbf", nearNow), optional("aud", audiences), optional("iss", names))
      .map(([exp, ...others]) => Object.assign({ ...unnamed, exp }, ...others) as object);
    fc.assert(
      fc.property(together, (claims) => {
        expect(ours(claims) === "accepted").toBe(theirs(claims) === "accepted");
      }),
      { numRuns: 500 },
    );
  });
});
