import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { capMarkRuns, markRunMax } from "../lexical/cap-mark-runs.js";
import { expansionCharactersMax } from "../lexical/words.js";
import { caselessForm } from "./caseless-form.js";

/** Every character there is, but the halves of surrogate pairs. */
function* allCharacters(): Generator<string> {
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint < 0xd800 || codePoint > 0xdfff) yield String.fromCodePoint(codePoint);
  }
}

describe("caselessForm", () => {
  test.each([
    ["case", "Deadline", "DEADLINE"],
    ["sharp s", "Straße", "STRASSE"],
    ["capital sharp s", "STRAẞE", "strasse"],
    ["final sigma", "ΟΔΟΣ", "οδος"],
    ["sigma", "οδος", "οδοσ"],
    ["width", "ＡＢＣ１２", "abc12"],
    ["ligatures", "ﬁnal", "FINAL"],
    ["accents apart", "cafe\u0301", "CAFÉ"],
    ["a caron without a composed capital", "ǰ", "J\u030c"],
    ["invisible characters", "dead\u00adli\u200dne", "deadline"],
    ["white space", "two\t \n words", "two\u00a0words"],
  ])("takes no notice of %s", (_what, a, b) => {
    expect(caselessForm(a)).toBe(caselessForm(b));
  });

  test.each([
    ["accents", "resume", "résumé"],
    ["letters that look alike", "a", "а"],
    ["a space", "inside", "in side"],
  ])("keeps %s apart", (_what, a, b) => {
    expect(caselessForm(a)).not.toBe(caselessForm(b));
  });

  test("joins the letters that Unicode's simple case folding joins", () => {
    let pairCount = 0;
    for (const character of allCharacters()) {
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        if (other === character || !new RegExp(`^${character}$`, "iu").test(other)) continue;
        pairCount++;
        expect(caselessForm(other)).toBe(caselessForm(character));
      }
    }
    expect(pairCount).toBeGreaterThan(2000);
  });

  test("is its own form, and has no invisible character, for every character", () => {
    const changed: string[] = [];
    for (const character of allCharacters()) {
      const form = caselessForm(character);
      if (caselessForm(form) !== form || /\p{Default_Ignorable_Code_Point}/u.test(form)) {
        changed.push(character);
      }
    }
    expect(changed).toEqual([]);
  });

  test("does not depend on the case of a text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(caselessForm(text.toUpperCase())).toBe(caselessForm(text));
      }),
    );
  });

  test("drops what compatibility forms expand to beyond the limit", () => {
    // U+FDFA expands to 18 characters, 16 more than the two that are always kept.
    const fitting = expansionCharactersMax / 16;
    expect(caselessForm("\uFDFA".repeat(fitting))).toHaveLength(18 * fitting);
    expect(caselessForm("\uFDFA".repeat(fitting + 1))).toHaveLength(
      2 * (fitting + 1) + expansionCharactersMax,
    );
  });
});

describe("capMarkRuns", () => {
  test("keeps as many marks in a row as the limit, and no more", () => {
    const fitting = `a${"\u0323\u0301".repeat(markRunMax / 2)}`;
    expect(capMarkRuns(fitting)).toBe(fitting);
    expect(capMarkRuns(`${fitting}\u0301b`)).toBe(`${fitting}b`);
    expect(capMarkRuns(`${fitting}${"\u0301\u0323".repeat(50_000)}b`)).toBe(`${fitting}b`);
  });

  test("counts the halfwidth letters that become marks", () => {
    const run = "\u0301\uFF9E".repeat(markRunMax);
    expect(capMarkRuns(`か${run}`)).toBe(`か${run.slice(0, markRunMax)}`);
  });

  test("no letter but those becomes a mark that normalisation would sort", () => {
    const starters: string[] = [];
    for (const character of allCharacters()) {
      if (/^\p{M}/u.test(character)) continue;
      const first = String.fromCodePoint(character.normalize("NFKD").codePointAt(0) ?? 0);
      // What can be sorted behind a dot below, or before a mark above, is a mark with a class.
      const isSorted = /\p{M}/u.test(first) && isReordered(first);
      if (isSorted && capMarkRuns(`a${character.repeat(markRunMax + 1)}`).length > markRunMax + 1) {
        starters.push(character);
      }
    }
    expect(starters).toEqual([]);
  });

  test("a text of nothing but marks has a form of at most one run", () => {
    const form = caselessForm(`a${"\u0301\u0323".repeat(50_000)}`);
    expect(form.length).toBeLessThanOrEqual(markRunMax + 1);
  });
});

/** Whether canonical ordering moves a mark past one above or one below. */
function isReordered(mark: string): boolean {
  return ["\u0301", "\u0334"].some(
    (other) =>
      `a${other}${mark}`.normalize("NFD") !== `a${other}${mark}` ||
      `a${mark}${other}`.normalize("NFD") !== `a${mark}${other}`,
  );
}
