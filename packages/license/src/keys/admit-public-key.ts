import { Point } from "@noble/ed25519";
import { InvalidKeyError } from "../errors.js";
import { keyBytes } from "./ed25519.js";
import { isSmallOrder } from "./small-order-points.js";

/**
 * The one door by which a public key becomes trusted: 32 bytes, the canonical encoding (`y < p`)
 * of a point on the curve, not of small order, and without a component of small order.
 *
 * Verifiers do not check this. With the identity point as key OpenSSL accepts one fixed signature
 * for *every* message, so a set that holds it accepts forged licences (Brendel, Cremers, Jackson,
 * Zhao, "The Provable Security of Ed25519: Theory and Practice", 2021).
 *
 * @throws InvalidKeyError
 */
export function admitPublicKey(publicKey: Uint8Array): void {
  if (publicKey.length !== keyBytes) {
    throw new InvalidKeyError(
      `an Ed25519 public key has ${keyBytes} bytes, not ${publicKey.length}`,
    );
  }
  if (isSmallOrder(publicKey)) {
    throw new InvalidKeyError(
      "the public key is a point of small order, which anyone can sign for",
    );
  }
  if (!decodePoint(publicKey).isTorsionFree()) {
    throw new InvalidKeyError("the public key has a component of small order: generate a new pair");
  }
}

function decodePoint(publicKey: Uint8Array): Point {
  try {
    return Point.fromBytes(publicKey);
  } catch (cause) {
    throw new InvalidKeyError("the public key is no canonical point of the curve", { cause });
  }
}
