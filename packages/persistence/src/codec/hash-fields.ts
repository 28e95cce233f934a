import { createHash } from "node:crypto";

/** A value that {@link hashFields} can hash. Numbers are hashed as 64-bit floats. */
export type HashField = string | number | Uint8Array;

/**
 * SHA-256 over a domain and fields, each preceded by its length in bytes (32-bit little-endian),
 * so that no two different lists of fields hash the same bytes.
 */
export function hashFields(domain: string, fields: readonly HashField[]): Uint8Array {
  const sha256 = createHash("sha256");
  for (const field of [domain, ...fields]) {
    const bytes = fieldBytes(field);
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, bytes.byteLength, true);
    sha256.update(new Uint8Array(length.buffer)).update(bytes);
  }
  return new Uint8Array(sha256.digest());
}

function fieldBytes(field: HashField): Uint8Array {
  if (typeof field === "string") return new TextEncoder().encode(field);
  if (typeof field !== "number") return field;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, field, true);
  return new Uint8Array(view.buffer);
}
