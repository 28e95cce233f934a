import { expect, test } from "@jest/globals";
import { decode as decodeWithLibrary } from "cbor-x";
import fc from "fast-check";
import { CodecError } from "../errors.js";
import { type CborValue, forbiddenKeys } from "./cbor-value.js";
import { decodeCbor } from "./decode-cbor.js";
import { encodeCbor } from "./encode-cbor.js";

const key = fc.string({ unit: "grapheme" }).filter((text) => !forbiddenKeys.has(text));
const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((x) => x + 0),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array(),
    fc.int8Array(),
    fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
    fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value")),
    fc.dictionary(key, tie("value"), { noNullPrototype: true }),
  ),
}));

test("what is encoded decodes to the same value and encodes to the same bytes", () => {
  fc.assert(
    fc.property(value, (original) => {
      const bytes = encodeCbor(original);
      const decoded = decodeCbor(bytes);
      expect(decoded).toEqual(original);
      expect(encodeCbor(decoded)).toEqual(bytes);
    }),
  );
});

test("an independent decoder reads the same value", () => {
  const original = { n: -7, pi: 3.5, big: 2 ** 31, text: "Grüße 👋", list: [true, null, "x"] };
  expect(decodeWithLibrary(encodeCbor(original))).toEqual(original);
});

test("the order of an object's keys does not change its bytes", () => {
  expect(encodeCbor({ b: 1, a: 2, aa: 3 })).toEqual(encodeCbor({ aa: 3, a: 2, b: 1 }));
});

test("bytes with one bit flipped decode to another value or to a CodecError, never to the same", () => {
  const original = { text: "hello", list: [1, 2.5, -3], vector: Int8Array.of(1, -2, 3) };
  const bytes = encodeCbor(original);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    let decoded: CborValue;
    try {
      decoded = decodeCbor(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(CodecError);
      continue;
    }
    expect(decoded).not.toEqual(original);
  }
});

test("every truncation is refused", () => {
  const bytes = encodeCbor({ a: [1, "two", Float32Array.of(3)], b: { c: null } });
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeCbor(bytes.subarray(0, length))).toThrow(CodecError);
  }
});

test.each<[string, unknown]>([
  ["NaN", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["a lone surrogate", "\ud800"],
  ["NaN in a float array", Float32Array.of(Number.NaN)],
  ["a prototype key", JSON.parse('{"__proto__": 1}')],
  ["undefined in a list", [undefined]],
  ["a function", () => 1],
  ["a bigint", 1n],
  ["a date", new Date(0)],
  ["a map", new Map()],
])("%s has no encoding", (_name, input) => {
  expect(() => encodeCbor(input)).toThrow(CodecError);
});

test.each([
  ["a long integer", [0x18, 0x05]],
  ["keys out of order", [0xa2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x01]],
  ["a repeated key", [0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x01]],
  ["an indefinite length", [0x9f, 0x01, 0xff]],
  ["a float that is an integer", [0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]],
  ["an unknown tag", [0xc1, 0x41, 0x00]],
  ["trailing bytes", [0x01, 0x01]],
])("%s is refused", (_name, bytes) => {
  expect(() => decodeCbor(Uint8Array.from(bytes))).toThrow(CodecError);
});

test("nesting is bounded both ways", () => {
  const nested = (levels: number): CborValue => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(decodeCbor(encodeCbor(nested(32)))).toEqual(nested(32));
  expect(() => encodeCbor(nested(33))).toThrow(CodecError);
  expect(() => decodeCbor(Uint8Array.from([...Array(33).fill(0x81), 1]))).toThrow(CodecError);
});

test("bytes in a Buffer, which shares its memory with others, decode alike", () => {
  const bytes = encodeCbor({ vector: Int8Array.of(1, -2, 3), raw: Uint8Array.of(4) });
  const shared = Buffer.concat([Buffer.from("before"), bytes, Buffer.from("after")]);
  const view = shared.subarray(6, 6 + bytes.length);
  const decoded = decodeCbor(view) as { raw: Uint8Array };
  expect(encodeCbor(decoded)).toEqual(bytes);
  shared.fill(0);
  expect(decoded.raw).toEqual(Uint8Array.of(4));
});
