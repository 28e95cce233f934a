import { describe, expect, it } from "@jest/globals";
import type { VerifiedLicense } from "./claims/license-claims.js";
import { ExpiredLicenseError, InvalidLicenseError, LicenseError } from "./errors.js";
import type { Ed25519 } from "./keys/ed25519.js";
import { KeySet } from "./keys/key-set.js";
import { nodeEd25519 } from "./keys/node-ed25519.js";
import { LicenseVerifier } from "./license-verifier.js";
import { verifiedTokensMaxDefault, verifiedTokenTtlMs } from "./limits.js";
import { type MintLicenseOptions, mintLicense } from "./mint-license.js";
import { keyPairOf, nowMs, nowSeconds } from "./testing/test-keys.js";

const k1 = keyPairOf("k1");
const k2 = keyPairOf("k2");

function mint(options: Partial<MintLicenseOptions> = {}, key = k1.signingKey): string {
  return mintLicense({ subject: "acme", tier: "pro", ttlSeconds: 3600, nowMs, ...options }, key);
}

/** Real keys, and a count of the signatures that were really checked. */
function countingKeys(...pairs: (typeof k1)[]) {
  const counter = { checks: 0 };
  const ed25519: Ed25519 = {
    ...nodeEd25519,
    verifierOf(publicKey) {
      const verify = nodeEd25519.verifierOf(publicKey);
      return (signature, message) => {
        counter.checks += 1;
        return verify(signature, message);
      };
    },
  };
  const keys = KeySet.fromJwks({ keys: pairs.map(({ publicJwk }) => publicJwk) }, ed25519);
  return { keys, counter };
}

const invalid = (reason: string) =>
  expect.objectContaining({ code: "ERR_LICENSE_INVALID", reason });

describe("the verified cache", () => {
  it("checks a signature once in 60 s, and answers the same frozen licence", () => {
    const { keys, counter } = countingKeys(k1);
    const verifier = new LicenseVerifier({ keys });
    const token = mint();
    const first = verifier.verify(token, nowMs);
    expect(Object.isFrozen(first)).toBe(true);
    expect(verifier.verify(token, nowMs + verifiedTokenTtlMs - 1)).toBe(first);
    expect(counter.checks).toBe(1);
    verifier.verify(token, nowMs + verifiedTokenTtlMs);
    expect(counter.checks).toBe(2);
    verifier.verify(token, nowMs + 2 * verifiedTokenTtlMs - 1);
    expect(counter.checks).toBe(2);
  });

  it("is not prolonged by a clock that is set back", () => {
    const { keys, counter } = countingKeys(k1);
    const verifier = new LicenseVerifier({ keys });
    const token = mint({ nowMs: nowMs - 3_600_000, ttlSeconds: 86_400 });
    verifier.verify(token, nowMs);
    verifier.verify(token, nowMs - 1);
    expect(counter.checks).toBe(2);
  });

  it("re-checks the expiry on every hit, to the second of leeway", () => {
    const { keys, counter } = countingKeys(k1);
    const verifier = new LicenseVerifier({ keys });
    const token = mint({ ttlSeconds: 10 });
    verifier.verify(token, nowMs);
    verifier.verify(token, nowMs + 39_999);
    expect(() => verifier.verify(token, nowMs + 40_000)).toThrow(ExpiredLicenseError);
    expect(counter.checks).toBe(1);
    expect(verifier.has(token)).toBe(false);
  });

  it("re-checks the start on every hit", () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    const token = mint({ notBeforeSeconds: nowSeconds + 30 });
    verifier.verify(token, nowMs);
    expect(() => verifier.verify(token, nowMs - 1)).toThrow(invalid("not yet valid"));
  });

  it("remembers no refused token, and lets none push out a good one", () => {
    const { keys } = countingKeys(k1);
    const verifier = new LicenseVerifier({ keys, cacheEntriesMax: 1 });
    const good = mint();
    verifier.verify(good, nowMs);
    const bad = [mint({}, k2.signingKey), `${good.slice(0, -4)}AAAA`, mint({ ttlSeconds: -60 })];
    for (const token of bad) {
      expect(() => verifier.verify(token, nowMs)).toThrow(LicenseError);
      expect(verifier.has(token)).toBe(false);
    }
    expect(verifier.has(good)).toBe(true);
  });

  it(`holds ${verifiedTokensMaxDefault} tokens, and lets the least recently used go first`, () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    const tokens = Array.from({ length: verifiedTokensMaxDefault }, (_, i) =>
      mint({ tokenId: `t${i}` }),
    );
    for (const token of tokens) verifier.verify(token, nowMs);
    expect(tokens.every((token) => verifier.has(token))).toBe(true);
    const [first = "", second = ""] = tokens;
    verifier.verify(first, nowMs);
    verifier.verify(mint({ tokenId: "one more" }), nowMs);
    expect(verifier.has(first)).toBe(true);
    expect(verifier.has(second)).toBe(false);
  });
});

describe("has", () => {
  it("knows a token after it was accepted, until it is refused", () => {
    const revoked = new Set<string>();
    const isRevoked = ({ subject }: VerifiedLicense) => revoked.has(subject);
    const verifier = new LicenseVerifier({ ...countingKeys(k1), isRevoked });
    const token = mint();
    expect(verifier.has(token)).toBe(false);
    verifier.verify(token, nowMs);
    expect(verifier.has(token)).toBe(true);
    revoked.add("acme");
    expect(() => verifier.verify(token, nowMs)).toThrow(invalid("revoked"));
    expect(verifier.has(token)).toBe(false);
  });

  it("goes on knowing a token whose signature is due again", () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    const token = mint();
    verifier.verify(token, nowMs);
    expect(() => verifier.verify("bad", nowMs + verifiedTokenTtlMs)).toThrow(InvalidLicenseError);
    expect(verifier.has(token)).toBe(true);
  });
});

describe("revocation", () => {
  it("is asked on a miss and on every hit, with the claims", () => {
    const asked: VerifiedLicense[] = [];
    const isRevoked = (license: VerifiedLicense) => asked.push(license) > 2;
    const verifier = new LicenseVerifier({ ...countingKeys(k1), isRevoked });
    const token = mint({ tokenId: "token-1" });
    verifier.verify(token, nowMs);
    verifier.verify(token, nowMs);
    expect(() => verifier.verify(token, nowMs)).toThrow(invalid("revoked"));
    expect(asked.map(({ subject, tokenId }) => [subject, tokenId])).toEqual(
      Array(3).fill(["acme", "token-1"]),
    );
  });

  it("is never asked about a token whose signature is bad", () => {
    const isRevoked = () => {
      throw new Error("asked");
    };
    const verifier = new LicenseVerifier({ ...countingKeys(k1), isRevoked });
    const forged = mint({}, { ...k2.signingKey, keyId: "k1" });
    expect(() => verifier.verify(forged, nowMs)).toThrow(invalid("bad signature"));
  });

  it("outweighs expiry, for renewing a revoked licence would not help", () => {
    const verifier = new LicenseVerifier({ ...countingKeys(k1), isRevoked: () => true });
    expect(() => verifier.verify(mint({ ttlSeconds: -60 }), nowMs)).toThrow(invalid("revoked"));
  });

  it("that fails lets nobody in and forgets nobody", () => {
    const list = { down: false };
    const isRevoked = () => {
      if (list.down) throw new Error("the deny list is down");
      return false;
    };
    const verifier = new LicenseVerifier({ ...countingKeys(k1), isRevoked });
    const token = mint();
    verifier.verify(token, nowMs);
    list.down = true;
    expect(() => verifier.verify(token, nowMs)).toThrow("the deny list is down");
    expect(verifier.has(token)).toBe(true);
  });
});

describe("rotation", () => {
  it("ends the tokens of a removed key at once, cached or not", () => {
    const verifier = new LicenseVerifier(countingKeys(k1, k2));
    const [old, current] = [mint(), mint({}, k2.signingKey)];
    verifier.verify(old, nowMs);
    verifier.verify(current, nowMs);
    verifier.replaceKeys(countingKeys(k2).keys);
    expect(verifier.has(current)).toBe(true);
    expect(() => verifier.verify(old, nowMs)).toThrow(invalid("unknown key"));
    expect(verifier.verify(current, nowMs).keyId).toBe("k2");
  });

  it("notices that a key id now names another key", () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    const token = mint();
    verifier.verify(token, nowMs);
    verifier.replaceKeys(KeySet.fromJwks({ keys: [{ ...k2.publicJwk, kid: "k1" }] }));
    expect(() => verifier.verify(token, nowMs)).toThrow(invalid("bad signature"));
  });

  it("refuses everything under an empty set", () => {
    const verifier = new LicenseVerifier({ keys: KeySet.fromJwks({ keys: [] }) });
    expect(() => verifier.verify(mint(), nowMs)).toThrow(invalid("unknown key"));
  });
});

describe("errors", () => {
  it("carry the subject and time of an expired licence, and its remedy", () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    const expired = expect.objectContaining({
      code: "ERR_LICENSE_EXPIRED",
      name: "ExpiredLicenseError",
      subject: "acme",
      expiredAtSeconds: nowSeconds - 60,
      message: expect.stringContaining("renew"),
    });
    expect(() => verifier.verify(mint({ ttlSeconds: -60 }), nowMs)).toThrow(expired);
  });

  it("refuses to decide by a clock that gives no time", () => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    expect(() => verifier.verify(mint(), Number.NaN)).toThrow(invalid("not yet valid"));
  });

  it.each([undefined, null, 1, {}, ["a.b.c"]])("name %j malformed", (value) => {
    const verifier = new LicenseVerifier(countingKeys(k1));
    // What plain JavaScript can pass, and TypeScript cannot.
    expect(() => verifier.verify(value as unknown as string, nowMs)).toThrow(invalid("malformed"));
  });
});
