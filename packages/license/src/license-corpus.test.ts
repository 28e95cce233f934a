import { describe, expect, it } from "@jest/globals";
import { ExpiredLicenseError, InvalidLicenseError } from "./errors.js";
import type { Ed25519 } from "./keys/ed25519.js";
import type { PublicJwk } from "./keys/jwk.js";
import { KeySet } from "./keys/key-set.js";
import { nobleEd25519 } from "./keys/noble-ed25519.js";
import { nodeEd25519 } from "./keys/node-ed25519.js";
import { LicenseVerifier } from "./license-verifier.js";
import type { CorpusCase } from "./testing/corpus-case.js";
import { claimCases } from "./testing/corpus-claims.js";
import { headerCases } from "./testing/corpus-headers.js";
import { signatureCases } from "./testing/corpus-signatures.js";
import { spellingCases } from "./testing/corpus-spellings.js";
import { keyPairOf, nowMs, sha512 } from "./testing/test-keys.js";

/*
 * Goal: every known way to bend a licence token is refused for the right reason, and every legal
 * token is accepted. Method: one table of tokens and outcomes, judged with both implementations
 * of Ed25519, twice each, so that a cached answer is judged too.
 */
const corpus = [...spellingCases, ...headerCases, ...signatureCases, ...claimCases];

const k1 = keyPairOf("k1").publicJwk;
const k2: PublicJwk = {
  ...keyPairOf("k2").publicJwk,
  iss: "https://partner.example",
  sub_prefix: "partner:",
};

function verifiersOf(ed25519: Ed25519) {
  const several = KeySet.fromJwks({ keys: [k1, k2] }, ed25519);
  const demands = { issuer: "semvec", audience: "semvec-api" };
  return {
    "several keys": new LicenseVerifier({ keys: several }),
    "one key": new LicenseVerifier({ keys: KeySet.fromJwks({ keys: [k1] }, ed25519) }),
    "issuer and audience": new LicenseVerifier({ keys: several, ...demands }),
  };
}

function judge(verifier: LicenseVerifier, token: string): CorpusCase["outcome"] {
  try {
    verifier.verify(token, nowMs);
    return "accepted";
  } catch (error) {
    if (error instanceof ExpiredLicenseError) return "expired";
    if (error instanceof InvalidLicenseError) return error.reason;
    throw error;
  }
}

describe("the token corpus", () => {
  it("has at least 120 different tokens", () => {
    expect(new Set(corpus.map(({ token }) => token)).size).toBeGreaterThanOrEqual(120);
  });

  const byNode = verifiersOf(nodeEd25519);
  it.each(corpus)("node: $outcome: $name", ({ token, outcome, verifier = "several keys" }) => {
    expect(judge(byNode[verifier], token)).toBe(outcome);
    expect(judge(byNode[verifier], token)).toBe(outcome);
  });

  const byNoble = verifiersOf(nobleEd25519(sha512));
  it.each(corpus)("noble: $outcome: $name", ({ token, outcome, verifier = "several keys" }) => {
    expect(judge(byNoble[verifier], token)).toBe(outcome);
  });
});
