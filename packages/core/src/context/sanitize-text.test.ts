import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sanitizeText } from "./sanitize-text.js";

/** Units that terminal sequences are made of, and what hides between them. */
const hostile = fc
  .array(
    fc.constantFrom(
      ..."\u001b]P[_\\\u0007\u009b\u009c\u009d\u009031;m A:\n\u200b\ufe0f\u2028".split(""),
    ),
    { maxLength: 40 },
  )
  .map((units) => units.join(""));

describe("terminal sequences", () => {
  test.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["parameters of every kind", "\u001b[38:2:255:0:0;1mred\u001b[?25l", "red"],
    ["CSI in one character", "\u009b31mred\u009b0m", "red"],
    ["a title that ends in BEL", "a\u001b]0;title\u0007b", "ab"],
    ["a title that ends in ST", "a\u001b]0;title\u001b\\b", "ab"],
    ["a title of 8-bit controls", "a\u009d0;title\u009cb", "ab"],
    ["a link", "\u001b]8;;http://x\u001b\\here\u001b]8;;\u001b\\", "here"],
    ["a device string", "a\u001bP1$r0m\u001b\\b", "ab"],
    ["a character set", "\u001b(Ba", "a"],
    ["one with something invisible inside", "\u001b\u200b[3\u00ad1mred", "red"],
  ])("go whole: %s", (_what, text, expected) => {
    expect(sanitizeText(text)).toBe(expected);
  });

  test("that never end take nothing with them but their beginning", () => {
    expect(sanitizeText("a\u001b]0;said\nb\u001b[1mc")).toBe("a0;said bc");
  });

  test("take time in proportion to the text", () => {
    for (const piece of ["\u001b]", "\u009d", "\u009b", "\u001b[1", "\u001b]a", "\u001b "]) {
      expect(sanitizeText(`a${piece.repeat(200_000)}`).length).toBeLessThan(200_002);
    }
  });
});

describe("invisible characters", () => {
  test.each([
    ["zero width", "a\u200b\u200c\u200d\u2060\ufeffb"],
    ["bidirectional", "a\u202e\u2066\u2069\u061cb"],
    ["fillers", "a\u115f\u1160\u3164\uffa0\u17b4\u17b5b"],
    ["joiners and selectors", "a\u034f\ufe0f\ufe00\u180b\u{e0100}b"],
    ["tags", "a\u{e0041}\u{e007f}b"],
    ["unassigned", "a\u2065\ufff0\u{e0fff}b"],
    ["notation", "a\ufff9\u{1d173}\u{1bca0}b"],
  ])("go: %s", (_what, text) => {
    expect(sanitizeText(text)).toBe("ab");
  });

  test("go from emoji too, whose parts stay", () => {
    expect(sanitizeText("I ❤\ufe0f the 👨\u200d👩\u200d👧")).toBe("I ❤ the 👨👩👧");
  });
});

test("what is left is one line without control or invisible characters, and stays as it is", () => {
  const text = fc.oneof(hostile, fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, (it) => {
      const line = sanitizeText(it);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
      expect(sanitizeText(line)).toBe(line);
    }),
    { numRuns: 1000 },
  );
});
