import { hash } from "node:crypto";

/** What a token is remembered by: the SHA-256 of its text, so that no memory dump holds a token. */
export function tokenDigest(token: string): string {
  return hash("sha256", token, "base64url");
}
