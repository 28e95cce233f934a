/** What a parameter of a statement can be. Arrays become arrays of the database. */
export type Parameter = Scalar | Uint8Array | readonly Scalar[];

type Scalar = string | number | boolean | null;

/** OIDs of the column types that are not read as text. */
const oids = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23 } as const;

/** A parameter as it is sent: bytes in binary, everything else as text. */
export function encodeParameter(value: Parameter): string | Buffer | null {
  if (value === null) return null;
  if (typeof value === "object" && "byteLength" in value) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return typeof value === "object" ? `{${value.map(encodeElement).join(",")}}` : String(value);
}

function encodeElement(value: Scalar): string {
  if (value === null) return "NULL";
  return typeof value === "string" ? `"${value.replace(/["\\]/g, "\\$&")}"` : String(value);
}

/** A column as it arrives, in text form. Whole numbers are safe ones: the store writes no others. */
export function decodeColumn(oid: number, text: string | null): unknown {
  if (text === null) return null;
  switch (oid) {
    case oids.bool:
      return text === "t";
    case oids.bytea:
      // Past the leading \x. A copy: small buffers share a pool, and rows may live long.
      return new Uint8Array(Buffer.from(text.slice(2), "hex"));
    case oids.int2:
    case oids.int4:
    case oids.int8:
      return Number(text);
    default:
      return text;
  }
}
