import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { hashFields } from "./hash-fields.js";

test("hashes a length before each field, and a number as a float", () => {
  const expected = createHash("sha256")
    .update(Buffer.from([1, 0, 0, 0, 0x64, 2, 0, 0, 0, 0x61, 0x62, 8, 0, 0, 0]))
    .update(Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]))
    .digest();
  expect(Buffer.from(hashFields("d", ["ab", 1]))).toEqual(expected);
});

test("moving bytes from one field to the next changes the hash", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (a, b) => {
      const moved = hashFields("d", [a.slice(0, -1), a.slice(-1) + b]);
      expect(Buffer.from(moved).equals(hashFields("d", [a, b]))).toBe(false);
    }),
  );
});
