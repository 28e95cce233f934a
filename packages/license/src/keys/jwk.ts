/** An Ed25519 public key as a JSON Web Key (RFC 8037), an entry of a JWKS. */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** The 32-byte public key, base64url. */
  readonly x: string;
  /** Key id; where absent, the RFC 7638 thumbprint. */
  readonly kid?: string;
  readonly alg?: "EdDSA";
  readonly use?: "sig";
  readonly key_ops?: readonly string[];
  /** Pin: tokens under this key must carry exactly this `iss`. */
  readonly iss?: string;
  /** Pin: tokens under this key must carry a `sub` that begins with this. */
  readonly sub_prefix?: string;
}

/** An Ed25519 private key as a JSON Web Key. A secret: store it readable by its owner only. */
export interface PrivateJwk extends PublicJwk {
  /** The 32-byte seed, base64url. */
  readonly d: string;
}

/** A JSON Web Key Set (RFC 7517 §5) of Ed25519 public keys. */
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}
