import { describe, expect, it } from "@jest/globals";
import { InvalidKeyError } from "../errors.js";
import { keyPairOf, privateJwkOf } from "../testing/test-keys.js";
import { generateKeyPair, loadKeyPair } from "./key-pair.js";
import { KeySet } from "./key-set.js";
import { thumbprint } from "./thumbprint.js";

describe("generateKeyPair", () => {
  it("makes a new pair each time, named by its thumbprint", () => {
    const [first, second] = [generateKeyPair(), generateKeyPair()];
    expect(first.publicJwk.x).not.toBe(second.publicJwk.x);
    expect(first.signingKey.keyId).toBe(thumbprint(first.publicJwk.x));
    expect(first.publicJwk.kid).toBe(first.signingKey.keyId);
  });

  it("takes a key id, if it is one", () => {
    expect(generateKeyPair({ keyId: "dev" }).publicJwk.kid).toBe("dev");
    expect(() => generateKeyPair({ keyId: "a/b" })).toThrow(InvalidKeyError);
  });

  it("publishes no secret", () => {
    const { publicJwk, privateJwk } = generateKeyPair();
    expect(JSON.stringify(publicJwk)).not.toContain(privateJwk.d);
    expect(KeySet.fromJwks({ keys: [publicJwk] }).size).toBe(1);
  });
});

describe("loadKeyPair", () => {
  it("restores a stored pair", () => {
    const made = generateKeyPair();
    const loaded = loadKeyPair(JSON.parse(JSON.stringify(made.privateJwk)));
    const message = Buffer.from("message");
    expect(loaded.publicJwk).toEqual(made.publicJwk);
    expect(loaded.privateJwk).toEqual(made.privateJwk);
    expect(loaded.signingKey.sign(message)).toEqual(made.signingKey.sign(message));
  });

  it("keeps the pins, which are part of what the public half may sign for", () => {
    const pins = { iss: "https://partner.example", sub_prefix: "partner:" };
    expect(loadKeyPair({ ...privateJwkOf("k1"), ...pins }).publicJwk).toMatchObject(pins);
  });

  it("refuses a public half that is not the seed's", () => {
    const mixedUp = { ...privateJwkOf("k1"), x: keyPairOf("k2").publicJwk.x };
    expect(() => loadKeyPair(mixedUp)).toThrow(/not the public key of `d`/);
  });

  it.each([
    ["no seed", { d: undefined }],
    ["a short seed", { d: "AAAA" }],
    ["a numeric seed", { d: 1 }],
    ["another kind of key", { kty: "RSA" }],
  ])("refuses %s", (_name, change) => {
    expect(() =>
      loadKeyPair(JSON.parse(JSON.stringify({ ...privateJwkOf("k1"), ...change }))),
    ).toThrow(InvalidKeyError);
  });
});
