import { Point } from "@noble/ed25519";
import { nodeEd25519 } from "../keys/node-ed25519.js";
import { sha512 } from "./test-keys.js";

const order = Point.CURVE().n;

/**
 * A signature that satisfies `S = r + k·a` for a chosen encoding of `R`: what only the owner of the
 * seed can make, and no honest signer would.
 */
export function signWithR(
  encodedR: Uint8Array,
  r: bigint,
  message: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  const publicKey = nodeEd25519.derivePublicKey(seed);
  const k = littleEndian(sha512(Buffer.concat([encodedR, publicKey, message]))) % order;
  return Buffer.concat([encodedR, scalarBytes((r + k * secretScalar(seed)) % order)]);
}

/** The same signature with `S + L` for `S`: equal in the group, refused by RFC 8032 §5.1.7. */
export function withUnreducedScalar(signature: Uint8Array): Uint8Array {
  const scalar = littleEndian(signature.subarray(32));
  return Buffer.concat([signature.subarray(0, 32), scalarBytes(scalar + order)]);
}

/** An `R` of full order with a component of order eight, and the scalar of its main part. */
export function mixedOrderR(): { readonly encodedR: Uint8Array; readonly r: bigint } {
  const r = 123_456_789n;
  const torsion = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  return { encodedR: Point.BASE.multiply(r).add(torsion).toBytes(), r };
}

/** RFC 8032 §5.1.5, steps 1 to 3. */
function secretScalar(seed: Uint8Array): bigint {
  const digest = Buffer.from(sha512(seed).subarray(0, 32));
  digest.writeUInt8(digest.readUInt8(0) & 0xf8, 0);
  digest.writeUInt8((digest.readUInt8(31) & 0x7f) | 0x40, 31);
  return littleEndian(digest);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function scalarBytes(scalar: bigint): Buffer {
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse();
}
