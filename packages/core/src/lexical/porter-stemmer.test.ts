import { describe, expect, test } from "@jest/globals";
import { porterStem } from "./porter-stemmer.js";

/** Examples of the 1980 paper, step by step, carried through all later steps. */
const paperExamples = `caresses caress
|ponies poni|ties ti|caress caress|cats cat|feed feed|agreed agre
|plastered plaster|bled bled|motoring motor|sing sing|conflated conflat|troubled troubl|sized size
|hopping hop|tanned tan|falling fall|hissing hiss|fizzed fizz|failing fail|filing file|happy happi
|sky sky|relational relat|conditional condit|rational ration|valenci valenc|hesitanci hesit
|digitizer digit|conformabli conform|radicalli radic|differentli differ|vileli vile
|analogousli analog|vietnamization vietnam|predication predic|operator oper|feudalism feudal
|decisiveness decis|hopefulness hope|callousness callous|formaliti formal|sensitiviti sensit
|sensibiliti sensibl|triplicate triplic|formative form|formalize formal|electriciti electr
|electrical electr|hopeful hope|goodness good|revival reviv|allowance allow|inference infer
|airliner airlin|gyroscopic gyroscop|adjustable adjust|defensible defens|irritant irrit
|replacement replac|adjustment adjust|dependent depend|adoption adopt|homologou homolog
|communism commun|activate activ|angulariti angular|homologous homolog|effective effect
|bowdlerize bowdler|probate probat|rate rate|cease ceas|controll control|roll roll|apology apolog`;

describe("porterStem", () => {
  test.each(paperExamples.split("|").map((pair) => pair.trim().split(" ") as [string, string]))(
    "%s → %s",
    (word, stem) => {
      expect(porterStem(word)).toBe(stem);
    },
  );

  test("leaves short words and words with other letters as they are", () => {
    for (const word of ["is", "as", "naïves", "mp3s", "Boats", ""]) {
      expect(porterStem(word)).toBe(word);
    }
  });

  test("counts y as a vowel only after a consonant", () => {
    expect(porterStem("yelling")).toBe("yell");
    expect(porterStem("crying")).toBe("cry");
    expect(porterStem("say")).toBe("sai");
    expect(porterStem("sly")).toBe("sly");
  });
});
