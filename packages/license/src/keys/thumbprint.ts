import { hash } from "node:crypto";

/** The RFC 7638 SHA-256 thumbprint of an Ed25519 public key given as base64url. */
export function thumbprint(x: string): string {
  return hash("sha256", JSON.stringify({ crv: "Ed25519", kty: "OKP", x }), "base64url");
}
