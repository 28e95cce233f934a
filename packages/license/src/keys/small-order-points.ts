import { etc } from "@noble/ed25519";

/**
 * The 14 encodings of the eight points of small order that some decoder accepts: eight canonical,
 * then `y = p`, `y = p + 1` and `x = 0` with the sign bit set (Chalkias, Garillot, Nikolaenko,
 * "Taming the many EdDSAs", 2020).
 */
export const smallOrderEncodings: ReadonlySet<string> = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]);

const points = [...smallOrderEncodings].map((hex) => etc.hexToBytes(hex));

/** Whether 32 bytes encode a point of small order, canonically or not. */
export function isSmallOrder(encodedPoint: Uint8Array): boolean {
  return points.some((point) => point.every((byte, index) => byte === encodedPoint[index]));
}
