/**
 * The part of the Protocol Buffers wire format that an ONNX model needs. Each function writes one
 * field; a message is its fields in a row.
 *
 * https://protobuf.dev/programming-guides/encoding/
 */

const wireVarint = 0;
const wireBytes = 2;
const wireFixed32 = 5;

/** Joins fields into a message. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** A field that holds an integer. Negative numbers are written as 64-bit two's complement. */
export function integerField(field: number, value: number): Uint8Array {
  return message(tag(field, wireVarint), varint(value));
}

/** A field that holds a 32-bit float. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return message(tag(field, wireFixed32), bytes);
}

/** A field that holds text, bytes, or another message. */
export function bytesField(field: number, value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return message(tag(field, wireBytes), varint(bytes.length), bytes);
}

function tag(field: number, wireType: number): Uint8Array {
  return varint((field << 3) | wireType);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
