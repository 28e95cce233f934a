/** Checks a 64-byte signature over a message, by one public key. Never throws for bad input. */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array) => boolean;

/**
 * Ed25519 (RFC 8032) over raw bytes: seeds and public keys of 32 bytes, signatures of 64.
 *
 * Two implementations answer alike on every key that `admitPublicKey` let in: `nodeEd25519` for
 * servers, and `nobleEd25519` in plain JavaScript for runtimes without OpenSSL.
 */
export interface Ed25519 {
  derivePublicKey(seed: Uint8Array): Uint8Array;
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
  /** Prepares an admitted public key once, for many signatures. */
  verifierOf(publicKey: Uint8Array): VerifySignature;
}

/** Bytes of a seed and of a public key. */
export const keyBytes = 32;

/** Bytes of a signature: the point `R`, then the scalar `S`. */
export const signatureBytes = 64;
