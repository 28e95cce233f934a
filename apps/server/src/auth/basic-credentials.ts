import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A user and a password. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** Digests under a key that lives as long as the process compare in the same time, whatever they hold. */
const key = randomBytes(32);

/**
 * Whether an `Authorization` header holds these credentials (RFC 7617). Takes the same time
 * whichever part is wrong.
 */
export function hasBasicCredentials(
  header: string | undefined,
  expected: BasicCredentials,
): boolean {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? "")?.[1] ?? "";
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const userIsRight = sameText(decoded.slice(0, Math.max(0, colon)), expected.user);
  const passwordIsRight = sameText(decoded.slice(colon + 1), expected.password);
  return colon >= 0 && userIsRight && passwordIsRight;
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
