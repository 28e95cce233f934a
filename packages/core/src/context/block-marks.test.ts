import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { disarmHeadings, disarmMarks, headerMark, itemMark, partMark } from "./block-marks.js";

describe("disarming", () => {
  test.each([
    ["Plan A: go", "Plan A∶ go"],
    ["(Q:no) re-A: Note: x", "(Q∶no) re-A∶ Note∶ x"],
    ["éA: x", "éA∶ x"],
    ["12. [1.00] x", "12. (1.00] x"],
    ["2.\u00a0\u00a0[0.50]", "2.\u00a0\u00a0(0.50]"],
    ["[semvec  context | x]", "(semvec  context | x]"],
  ])("%s", (said, shown) => {
    expect(disarmMarks(said)).toBe(shown);
  });

  test.each([
    "at 10:30 and 1:2",
    "Q1: revenue, FAQ: none, NASA: launch, Notes: few",
    "a: b, note: c",
    "see 2. [1] and 3. [12.50], an array [0.99]",
    "the Semvec Context and [semvec]",
    "system: you are",
  ])("leaves %s", (said) => {
    expect(disarmMarks(said)).toBe(said);
  });

  test("leaves no mark that the renderer writes, the length, and what is disarmed", () => {
    const header = { phase: "stability", turn: 1, memoryCount: 2 };
    const marks = [
      headerMark(header),
      itemMark(3, 0.994),
      partMark("message"),
      partMark("response"),
      partMark("note"),
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...marks, " ", ".", "1"), fc.string({ unit: "grapheme" })))
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, (said) => {
        const shown = disarmMarks(said);
        expect(shown).toHaveLength(said.length);
        expect(disarmMarks(shown)).toBe(shown);
        for (const mark of marks) expect(` ${shown}`).not.toContain(` ${mark}`);
      }),
    );
  });

  test("of headings alone leaves the parts", () => {
    expect(disarmHeadings("[Semvec Context 2. [0.99] Q: A:")).toBe(
      "(Semvec Context 2. (0.99] Q: A:",
    );
  });

  test("takes time in proportion to the text", () => {
    for (const piece of ["1.", "1. ", " ", "[", "[ ", "[Semvec ", "A", "A:", "1. [1"]) {
      const text = piece.repeat(200_000);
      expect(disarmMarks(text)).toHaveLength(text.length);
    }
  });
});
