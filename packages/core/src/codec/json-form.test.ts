import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CodecError } from "../errors.js";
import type { CborValue } from "./cbor-value.js";
import { encodeCbor } from "./encode-cbor.js";
import { fromJsonForm, toJsonForm } from "./json-form.js";
import { checksumOf } from "./sha256.js";

const key = fc.string({ unit: "grapheme" }).filter((k) => !k.startsWith("$") && k !== "__proto__");
const checksumBytes = (it: unknown) => encodeCbor(it).length;

const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((x) => x + 0),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string({ unit: "grapheme" }),
    fc.int8Array(),
    fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value")),
    fc.dictionary(key, tie("value"), { noNullPrototype: true }),
  ),
}));

test("a value survives JSON text in any layout, with the same checksum", () => {
  fc.assert(
    fc.property(value, fc.boolean(), (original, pretty) => {
      const text = JSON.stringify(toJsonForm(original), null, pretty ? 2 : 0);
      const restored = fromJsonForm(JSON.parse(text));
      expect(restored).toEqual(original);
      expect(checksumOf(restored)).toBe(checksumOf(original));
    }),
  );
});

test("text of nothing but control characters grows less than three times, even escaped to ASCII", () => {
  const hostile = { text: "a\u0001\u007f".repeat(1000), accents: "é".repeat(1000) };
  const json = JSON.stringify(toJsonForm(hostile)).replace(/[^ -~]/g, "\\u0000");
  expect(json.length).toBeLessThan(3 * checksumBytes(hostile));
  expect(fromJsonForm(toJsonForm(hostile))).toEqual(hostile);
});

test("no JSON number in the form is anything but a small integer", () => {
  fc.assert(
    fc.property(value, (original) => {
      JSON.stringify(toJsonForm(original), (_key, item: unknown) => {
        if (typeof item === "number") expect(Math.abs(item)).toBeLessThan(2 ** 31);
        if (typeof item === "number") expect(Number.isInteger(item)).toBe(true);
        return item;
      });
    }),
  );
});

test.each<[string, unknown]>([
  ["a fraction", { a: 0.5 }],
  ["a large integer", { a: 2 ** 31 }],
  ["a prototype key", JSON.parse('{"a": {"__proto__": {}}}')],
  ["a stray $ key", { a: { $cbor: "AQ==", b: 1 } }],
  ["a list in a binary form", { a: { $cbor: "gA==" } }],
  ["broken base64", { a: { $cbor: "***" } }],
])("%s is refused, and the message says where", (_name, form) => {
  expect(() => fromJsonForm(form)).toThrow(CodecError);
  expect(() => fromJsonForm(form)).toThrow(/state_dict\.a/);
});
