import { describe, expect, it } from "@jest/globals";
import { etc, Point } from "@noble/ed25519";
import fc from "fast-check";
import { InvalidKeyError } from "../errors.js";
import { mixedOrderR } from "../testing/forge-signature.js";
import { admitPublicKey } from "./admit-public-key.js";
import { nodeEd25519 } from "./node-ed25519.js";
import { smallOrderEncodings } from "./small-order-points.js";

describe("admitPublicKey", () => {
  it("admits every honestly generated key", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        expect(() => admitPublicKey(nodeEd25519.derivePublicKey(seed))).not.toThrow();
      }),
      { numRuns: 20 },
    );
  });

  it.each([...smallOrderEncodings])("refuses the small-order point %s", (hex) => {
    expect(() => admitPublicKey(etc.hexToBytes(hex))).toThrow(/small order/);
  });

  it("refuses the identity, for which OpenSSL accepts one signature on any message", () => {
    const identity = new Uint8Array(32).with(0, 1);
    const forged = new Uint8Array(64).with(0, 1);
    const opensslAccepts = nodeEd25519.verifierOf(identity);
    expect(opensslAccepts(forged, Buffer.from("any"))).toBe(true);
    expect(opensslAccepts(forged, Buffer.from("message"))).toBe(true);
    expect(() => admitPublicKey(identity)).toThrow(InvalidKeyError);
  });

  it("refuses a key with a component of small order", () => {
    expect(() => admitPublicKey(mixedOrderR().encodedR)).toThrow(/component of small order/);
  });

  it("refuses y >= p, though the point it stands for is sound", () => {
    const { p } = Point.CURVE();
    const encodings = Array.from({ length: 19 }, (_, y) => p + BigInt(y)).map((y) =>
      etc.hexToBytes(y.toString(16).padStart(64, "0")).reverse(),
    );
    const onCurve = encodings.filter((bytes) => canDecodeLeniently(bytes));
    // The first two, y = p and y = p + 1, are of small order besides.
    expect(onCurve.length).toBeGreaterThan(3);
    const [, , ...sound] = onCurve;
    for (const bytes of sound) expect(() => admitPublicKey(bytes)).toThrow(/no canonical point/);
  });

  it("refuses y with no x on the curve", () => {
    expect(() => admitPublicKey(new Uint8Array(32).with(0, 2))).toThrow(/no canonical point/);
  });

  it.each([0, 31, 33, 64])("refuses %d bytes", (length) => {
    expect(() => admitPublicKey(new Uint8Array(length).fill(9))).toThrow(/32 bytes/);
  });
});

function canDecodeLeniently(bytes: Uint8Array): boolean {
  try {
    Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}
