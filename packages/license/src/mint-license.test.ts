import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isClaimText } from "./claims/claim-text.js";
import { licenseScopes, licenseTiers } from "./claims/license-claims.js";
import { InvalidLicenseError } from "./errors.js";
import { inspectLicense } from "./inspect-license.js";
import { KeySet } from "./keys/key-set.js";
import { nobleEd25519 } from "./keys/noble-ed25519.js";
import { LicenseVerifier } from "./license-verifier.js";
import { licenseLifetimeSecondsMax, tokenBytesMax } from "./limits.js";
import { type MintLicenseOptions, mintLicense } from "./mint-license.js";
import { keyPairOf, nowMs, nowSeconds, seedOf, sha512 } from "./testing/test-keys.js";

const { signingKey, publicJwk } = keyPairOf("k1");
const keys = KeySet.fromJwks({ keys: [publicJwk] });

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter(isClaimText);

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

const validOptions: fc.Arbitrary<MintLicenseOptions> = fc.record({
  subject: text,
  tier: fc.constantFrom(...licenseTiers),
  ttlSeconds: fc.integer({ min: 1, max: licenseLifetimeSecondsMax }),
  products: maybe(fc.array(text, { maxLength: 4 })),
  scopes: maybe(fc.subarray([...licenseScopes])),
  issuer: maybe(text),
  audience: maybe(fc.oneof(text, fc.array(text, { maxLength: 3 }))),
  tokenId: maybe(text),
  notBeforeSeconds: maybe(fc.integer({ min: 0, max: nowSeconds })),
  nowMs: fc.constant(nowMs),
});

describe("mint, then verify", () => {
  it("gives back what was minted", () => {
    const verifier = new LicenseVerifier({ keys });
    fc.assert(
      fc.property(validOptions, (options) => {
        expect(verifier.verify(mintLicense(options, signingKey), nowMs)).toEqual({
          subject: options.subject,
          tier: options.tier,
          products: options.products ?? [],
          scopes: options.scopes ?? licenseScopes,
          issuedAtSeconds: nowSeconds,
          expiresAtSeconds: nowSeconds + options.ttlSeconds,
          notBeforeSeconds: options.notBeforeSeconds,
          tokenId: options.tokenId,
          issuer: options.issuer,
          audience: [options.audience ?? []].flat(),
          keyId: "k1",
        });
      }),
    );
  });

  it("survives no change of one character", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    const verifier = new LicenseVerifier({ keys });
    fc.assert(
      fc.property(
        validOptions,
        fc.nat(),
        fc.constantFrom(...alphabet),
        (options, at, character) => {
          const token = mintLicense(options, signingKey);
          const index = at % token.length;
          const mutated = token.slice(0, index) + character + token.slice(index + 1);
          fc.pre(mutated !== token);
          expect(() => verifier.verify(mutated, nowMs)).toThrow(InvalidLicenseError);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("survives no change of the last bit of any character", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const verifier = new LicenseVerifier({ keys });
    const token = mintLicense({ subject: "acme", tier: "pro", ttlSeconds: 60, nowMs }, signingKey);
    for (const [index, character] of [...token].entries()) {
      const neighbour = alphabet[alphabet.indexOf(character) ^ 1] ?? "A";
      const mutated = token.slice(0, index) + neighbour + token.slice(index + 1);
      expect(() => verifier.verify(mutated, nowMs)).toThrow(InvalidLicenseError);
    }
  });
});

describe("mintLicense", () => {
  it("writes only the claims it was given", () => {
    const token = mintLicense({ subject: "ci", tier: "pro", ttlSeconds: 60, nowMs }, signingKey);
    expect(inspectLicense(token)).toEqual({
      header: { alg: "EdDSA", typ: "JWT", kid: "k1" },
      claims: { sub: "ci", tier: "pro", products: [], iat: nowSeconds, exp: nowSeconds + 60 },
    });
  });

  it("takes the present for granted", () => {
    const token = mintLicense({ subject: "ci", tier: "pro", ttlSeconds: 60 }, signingKey);
    expect(new LicenseVerifier({ keys }).verify(token).subject).toBe("ci");
  });

  it("signs with any key that can: here one in plain JavaScript", () => {
    const noble = nobleEd25519(sha512);
    const portableKey = {
      keyId: "k1",
      sign: (message: Uint8Array) => noble.sign(message, seedOf("k1")),
    };
    const options = { subject: "edge", tier: "pro", ttlSeconds: 60, nowMs } as const;
    expect(mintLicense(options, portableKey)).toBe(mintLicense(options, signingKey));
  });

  it("lives 400 days at most", () => {
    const options = { subject: "ci", tier: "pro", nowMs } as const;
    const longest = { ...options, ttlSeconds: licenseLifetimeSecondsMax };
    expect(mintLicense(longest, signingKey).length).toBeLessThan(tokenBytesMax);
    const longer = { ...options, ttlSeconds: licenseLifetimeSecondsMax + 1 };
    expect(() => mintLicense(longer, signingKey)).toThrow(/seconds after `iat`/);
  });

  it.each([
    ["missing subject", { subject: "" }],
    ["malformed", { subject: "Cafe\u0301" }],
    ["malformed", { subject: "s".repeat(201) }],
    ["malformed", { ttlSeconds: 0.5 }],
    ["malformed", { ttlSeconds: Number.NaN }],
    ["malformed", { products: [""] }],
    ["malformed", { products: Array.from({ length: 40 }, () => "p".repeat(100)) }],
  ])("refuses, as %s, what every verifier would: %j", (reason, change) => {
    const options = { subject: "ci", tier: "pro", ttlSeconds: 60, ...change } as const;
    expect(() => mintLicense(options, signingKey)).toThrow(expect.objectContaining({ reason }));
  });

  it("refuses a key id that no verifier accepts", () => {
    const options = { subject: "ci", tier: "pro", ttlSeconds: 60 } as const;
    expect(() => mintLicense(options, { ...signingKey, keyId: "../k1" })).toThrow(/`kid`/);
  });
});
