import { describe, expect, it } from "@jest/globals";
import { etc, Point } from "@noble/ed25519";
import { isSmallOrder, smallOrderEncodings } from "./small-order-points.js";

const { p: fieldPrime, n: order } = Point.CURVE();

/** The eight points of small order: multiples of one of order eight. */
function torsionPoints(): Point[] {
  for (let y = 2n; ; y += 1n) {
    const point = decode(y);
    const torsion = point?.multiply(order - 1n).add(point);
    if (torsion === undefined || torsion.double().double().is0()) continue;
    const points = [torsion];
    while (points.length < 8) points.push((points.at(-1) ?? torsion).add(torsion));
    return points;
  }
}

function decode(y: bigint): Point | undefined {
  try {
    return Point.fromBytes(littleEndian(y));
  } catch {
    return undefined;
  }
}

function littleEndian(value: bigint): Uint8Array {
  return etc.hexToBytes(value.toString(16).padStart(64, "0")).reverse();
}

describe("the table of small-order encodings", () => {
  it("is what the curve's arithmetic gives, canonical or not", () => {
    const derived = new Set<string>();
    const signBit = 1n << 255n;
    for (const point of torsionPoints()) {
      const { y } = point.toAffine();
      for (const spelledY of [y, y + fieldPrime]) {
        if (spelledY >= signBit) continue;
        for (const encoded of [spelledY, spelledY + signBit]) {
          derived.add(etc.bytesToHex(littleEndian(encoded)));
        }
      }
    }
    expect(derived.size).toBe(14);
    expect(derived).toEqual(smallOrderEncodings);
  });

  it("does not hold the base point", () => {
    expect(isSmallOrder(Point.BASE.toBytes())).toBe(false);
  });
});
