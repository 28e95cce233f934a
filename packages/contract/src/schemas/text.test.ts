import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { nameUnitsMax, textUnitsMax } from "../limits.js";
import { MemoryText, Name, text } from "./text.js";

describe("text", () => {
  test("keeps what it is given, byte for byte", () => {
    const samples = ["a", " a ", "a\nb", "🙂", "\u200b", "e\u0301", "{}"];
    for (const sample of samples) expect(MemoryText.parse(sample)).toBe(sample);
  });

  test.each([
    ["MemoryText", MemoryText, textUnitsMax],
    ["Name", Name, nameUnitsMax],
  ] as const)("%s counts UTF-16 units up to its limit", (_, schema, unitsMax) => {
    expect(schema.safeParse("x".repeat(unitsMax)).success).toBe(true);
    expect(schema.safeParse("x".repeat(unitsMax + 1)).success).toBe(false);
    expect(schema.safeParse("🙂".repeat(unitsMax / 2)).success).toBe(true);
    expect(schema.safeParse(`${"🙂".repeat(unitsMax / 2)}x`).success).toBe(false);
  });

  test.each([
    ["empty", ""],
    ["blank", " \t\n\u00a0\u3000"],
    ["NUL", "a\0b"],
    ["a lone high surrogate", "a\ud800b"],
    ["a lone low surrogate", "\udc00"],
    ["swapped surrogates", "\udc00\ud800"],
  ])("refuses %s", (_, value) => {
    expect(MemoryText.safeParse(value).success).toBe(false);
  });

  test("accepts exactly what UTF-8 can carry and is not blank", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (value) => {
        const carried = new TextDecoder().decode(new TextEncoder().encode(value)) === value;
        const storable = carried && value.trim() !== "" && !value.includes("\0");
        // A leading byte order mark is text, though decoders drop it.
        fc.pre(!value.startsWith("\ufeff"));
        expect(text(40).safeParse(value).success).toBe(storable);
      }),
    );
  });
});
