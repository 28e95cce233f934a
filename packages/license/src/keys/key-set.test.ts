import { describe, expect, it } from "@jest/globals";
import { InvalidKeyError } from "../errors.js";
import { encodeBase64url } from "../jws/base64url.js";
import { keySetKeysMax } from "../limits.js";
import { keyPairOf, privateJwkOf } from "../testing/test-keys.js";
import type { PublicJwk } from "./jwk.js";
import { KeySet } from "./key-set.js";
import { smallOrderEncodings } from "./small-order-points.js";

const jwk = keyPairOf("k1").publicJwk;

/** A set of one entry with members changed; `undefined` removes one. */
function load(change: object, base: object = jwk): KeySet {
  return KeySet.fromJwks(JSON.stringify({ keys: [{ ...base, ...change }] }));
}

describe("KeySet.fromJwks", () => {
  it("reads JSON text and the parsed object alike", () => {
    const jwks = { keys: [jwk, keyPairOf("k2").publicJwk] };
    for (const keys of [KeySet.fromJwks(jwks), KeySet.fromJwks(JSON.stringify(jwks))]) {
      expect(keys.size).toBe(2);
      expect(keys.find("k1")?.publicKey).toEqual(new Uint8Array(Buffer.from(jwk.x, "base64url")));
      expect(keys.find("k3")).toBeUndefined();
    }
  });

  it("names a key without `kid` by its RFC 7638 thumbprint (RFC 8037, appendix A.3)", () => {
    const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const keys = KeySet.fromJwks({ keys: [{ kty: "OKP", crv: "Ed25519", x }] });
    expect(keys.find("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")).toBeDefined();
  });

  it("serves a token without `kid` from a set of exactly one key", () => {
    const other = keyPairOf("k2").publicJwk;
    expect(KeySet.fromJwks({ keys: [] }).find(undefined)).toBeUndefined();
    expect(KeySet.fromJwks({ keys: [jwk] }).find(undefined)?.keyId).toBe("k1");
    expect(KeySet.fromJwks({ keys: [jwk, other] }).find(undefined)).toBeUndefined();
  });

  it("keeps the pins of an entry", () => {
    const key = load({ iss: "https://partner.example", sub_prefix: "partner:" }).find("k1");
    expect(key).toMatchObject({ issuer: "https://partner.example", subjectPrefix: "partner:" });
  });
});

describe("KeySet.fromJwks, given what must not be trusted,", () => {
  it("refuses a private key, and says that it is leaked", () => {
    expect(() => load({}, privateJwkOf("k1"))).toThrow(/key 0 .*private key.*leaked/);
  });

  it.each([
    ["RSA", { kty: "RSA" }],
    ["a symmetric key", { kty: "oct", k: "AAAA" }],
    ["X25519", { crv: "X25519" }],
    ["a missing curve", { crv: undefined }],
    ["another algorithm", { alg: "ES256" }],
    ["an encryption key", { use: "enc" }],
    ["a key for other operations", { key_ops: ["encrypt"] }],
    ["key_ops that is no list", { key_ops: "verify" }],
    ["a missing x", { x: undefined }],
    ["a numeric x", { x: 1 }],
    ["a padded x", { x: `${jwk.x}=` }],
    ["a short x", { x: jwk.x.slice(0, 40) }],
    ["a kid with a path", { kid: "../k1" }],
    ["an empty kid", { kid: "" }],
    ["a numeric kid", { kid: 1 }],
    ["a kid of 65 characters", { kid: "k".repeat(65) }],
    ["an empty pin", { sub_prefix: "" }],
    ["a pin that is no text", { iss: ["a"] }],
  ])("refuses %s", (_name, change) => {
    expect(() => load(change)).toThrow(InvalidKeyError);
  });

  it.each([{ key_ops: ["verify"] }, { alg: undefined, use: undefined }, { kid: "k".repeat(64) }])(
    "accepts %j",
    (change) => {
      expect(load(change).size).toBe(1);
    },
  );

  it.each([...smallOrderEncodings])("refuses the small-order key %s", (hex) => {
    const x = encodeBase64url(Buffer.from(hex, "hex"));
    expect(() => load({ x })).toThrow(/small order/);
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"keys":{}}',
    '{"keys":[],"keys":[]}',
    '{"keys":[null]}',
    '{"keys":["k1"]}',
  ])("refuses the document %j", (text) => {
    expect(() => KeySet.fromJwks(text)).toThrow(InvalidKeyError);
  });

  it("refuses a key id used twice", () => {
    const twin: PublicJwk = { ...keyPairOf("k2").publicJwk, kid: "k1" };
    expect(() => KeySet.fromJwks({ keys: [jwk, twin] })).toThrow("two keys have the id k1");
  });

  it(`holds ${keySetKeysMax} keys and no more`, () => {
    const keys = Array.from({ length: keySetKeysMax + 1 }, (_, i) => ({ ...jwk, kid: `k${i}` }));
    expect(KeySet.fromJwks({ keys: keys.slice(1) }).size).toBe(keySetKeysMax);
    expect(() => KeySet.fromJwks({ keys })).toThrow(InvalidKeyError);
  });
});
