const pattern = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Whether a value may serve as `kid`. Narrow on purpose: a key id is looked up in a map and never
 * reaches a path, a URL or a query, and the pattern keeps it harmless if one day it did.
 */
export function isKeyId(value: unknown): value is string {
  return typeof value === "string" && pattern.test(value);
}
