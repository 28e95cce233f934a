import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CodecError } from "../errors.js";
import type { CborValue } from "./cbor-value.js";
import { fromJsonForm, toJsonForm } from "./json-form.js";
import { checksumOf } from "./sha256.js";

const key = fc.string({ unit: "grapheme" }).filter((k) => !k.startsWith("$") && k !== "__proto__");
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
  ["text in a binary form", { a: { $cbor: "YWE=" } }],
  ["broken base64", { a: { $cbor: "***" } }],
])("%s is refused, and the message says where", (_name, form) => {
  expect(() => fromJsonForm(form)).toThrow(CodecError);
  expect(() => fromJsonForm(form)).toThrow(/state_dict\.a/);
});
