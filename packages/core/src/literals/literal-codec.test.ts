import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CborValue } from "../codec/cbor-value.js";
import { decodeCbor } from "../codec/decode-cbor.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import { readWhole } from "../codec/field-reader.js";
import { CodecError } from "../errors.js";
import { type LiteralInput, literalKinds } from "./literal.js";
import { LiteralCache, literalBytes } from "./literal-cache.js";
import { readLiterals, writeLiterals } from "./literal-codec.js";
import type { LiteralCacheBounds } from "./literal-limits.js";

function read(columns: unknown, bounds?: Partial<LiteralCacheBounds>): LiteralCache {
  return readWhole(columns as CborValue, "literals", (reader) => readLiterals(reader, bounds));
}

const visible = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((it) => it.trim() !== "");
const input: fc.Arbitrary<LiteralInput> = fc.record(
  {
    key: visible,
    kind: fc.constantFrom(...literalKinds),
    value: visible,
    context: fc.string({ unit: "grapheme", maxLength: 20 }),
    importance: fc.double({ min: 0, max: 1000, noNaN: true }),
  },
  { requiredKeys: ["key", "kind", "value"] },
);

test("a cache that was written and read is the same and goes on the same", () => {
  fc.assert(
    fc.property(fc.array(input), input, (inputs, next) => {
      const cache = new LiteralCache();
      inputs.forEach((it, i) => {
        cache.put(it);
        if (i % 3 === 0) cache.countAccess(it.key);
        if (i % 4 === 3) cache.remove(it.key);
      });
      const bytes = encodeCbor(writeLiterals(cache));
      const restored = read(decodeCbor(bytes));
      expect([...restored]).toEqual([...cache]);
      expect(restored.bytes).toBe(cache.bytes);
      expect(encodeCbor(writeLiterals(restored))).toEqual(bytes);
      expect(restored.put(next)).toEqual(cache.put(next));
      expect(restored.search(next.value)).toEqual(cache.search(next.value));
      expect(encodeCbor(writeLiterals(restored))).toEqual(encodeCbor(writeLiterals(cache)));
    }),
  );
});

describe("columns that no cache wrote", () => {
  const one: LiteralInput = { key: "a", kind: "path", value: "/etc/hosts" };
  const two: LiteralInput = { key: "b", kind: "type", value: "string", context: "c" };
  const cache = new LiteralCache();
  cache.put(one);
  cache.put(two);
  const columns = writeLiterals(cache);

  test("those that one wrote are read", () => {
    expect([...read(columns)]).toEqual([...cache]);
  });

  test.each<[string, object]>([
    ["a repeated key", { keys: ["a", "a"] }],
    ["a blank key", { keys: [" ", "b"] }],
    ["a blank value", { values: ["", "x"] }],
    ["a short column", { values: ["x"] }],
    ["a long column", { kinds: [0, 0, 0] }],
    ["an unknown kind", { kinds: [0, literalKinds.length] }],
    ["a context that is no text", { contexts: [null, 7] }],
    ["too long a context", { contexts: [null, "c".repeat(4097)] }],
    ["too high an importance", { importances: Float64Array.of(1, 1001) }],
    ["a negative access count", { accessCounts: [0, -1] }],
    ["ordinals out of order", { ordinals: [1, 0] }],
    ["an ordinal that is still to come", { ordinals: [0, 2] }],
    ["fewer writes than literals", { writes: 1 }],
    ["an unknown column", { colours: [] }],
  ])("%s is refused", (_name, change) => {
    expect(() => read({ ...columns, ...change })).toThrow(CodecError);
  });

  test("what is over the bounds of the reader is refused", () => {
    const bytesMax = literalBytes(one) + literalBytes(two);
    expect(read(columns, { bytesMax, countMax: 2 }).size).toBe(2);
    expect(() => read(columns, { bytesMax: bytesMax - 1 })).toThrow(CodecError);
    expect(() => read(columns, { countMax: 1 })).toThrow(CodecError);
  });
});
