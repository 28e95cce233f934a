import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mixedOrderR, signWithR, withUnreducedScalar } from "../testing/forge-signature.js";
import { seedOf, sha512 } from "../testing/test-keys.js";
import { nobleEd25519 } from "./noble-ed25519.js";
import { nodeEd25519 } from "./node-ed25519.js";
import { smallOrderEncodings } from "./small-order-points.js";

/*
 * Goal: the two implementations are one function. Method: the published vectors, then the same
 * random, damaged and malicious signatures to both.
 */
const implementations = { node: nodeEd25519, noble: nobleEd25519(sha512) };
const bothNames = ["node", "noble"] as const;

/** RFC 8032 §7.1, tests 1 and 2: seed, public key, message, signature. */
const published = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
] as const;

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

describe.each(bothNames)("Ed25519 by %s", (name) => {
  const ed25519 = implementations[name];

  it.each(published)(
    "agrees with RFC 8032 on the seed %s",
    (seed, publicKey, message, signature) => {
      expect(ed25519.derivePublicKey(bytes(seed))).toEqual(bytes(publicKey));
      expect(ed25519.sign(bytes(message), bytes(seed))).toEqual(bytes(signature));
      expect(ed25519.verifierOf(bytes(publicKey))(bytes(signature), bytes(message))).toBe(true);
    },
  );

  it.each([0, 63, 65])("answers false, and does not throw, for %d bytes", (length) => {
    const verify = ed25519.verifierOf(ed25519.derivePublicKey(seedOf("k1")));
    expect(verify(new Uint8Array(length), new Uint8Array(3))).toBe(false);
  });

  it("refuses S + L", () => {
    const message = bytes("00ff");
    const signature = ed25519.sign(message, seedOf("k1"));
    const verify = ed25519.verifierOf(ed25519.derivePublicKey(seedOf("k1")));
    expect(verify(signature, message)).toBe(true);
    expect(verify(withUnreducedScalar(signature), message)).toBe(false);
  });
});

describe("both implementations", () => {
  const { node, noble } = implementations;
  const seed = seedOf("k1");
  const publicKey = node.derivePublicKey(seed);
  const nodeVerifies = node.verifierOf(publicKey);
  const nobleVerifies = noble.verifierOf(publicKey);

  it("sign alike", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array(),
        (key, message) => {
          expect(noble.derivePublicKey(key)).toEqual(node.derivePublicKey(key));
          expect(noble.sign(message, key)).toEqual(node.sign(message, key));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("judge damaged signatures alike", () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.nat({ max: 63 }),
        fc.nat({ max: 255 }),
        (message, at, value) => {
          const signature = node.sign(message, seed).with(at, value);
          expect(nobleVerifies(signature, message)).toBe(nodeVerifies(signature, message));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuse an R of mixed order, on which the two equations differ", () => {
    const { encodedR, r } = mixedOrderR();
    const message = bytes("01");
    const signature = signWithR(encodedR, r, message, seed);
    expect(nodeVerifies(signature, message)).toBe(false);
    expect(nobleVerifies(signature, message)).toBe(false);
  });

  it("would accept the identity as R, which is why the table refuses it first", () => {
    const identity = new Uint8Array(32).with(0, 1);
    const message = bytes("02");
    expect(nodeVerifies(signWithR(identity, 0n, message, seed), message)).toBe(true);
    expect(smallOrderEncodings.has(Buffer.from(identity).toString("hex"))).toBe(true);
  });
});
