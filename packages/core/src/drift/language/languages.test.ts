import { describe, expect, test } from "@jest/globals";
import { english } from "./english.js";
import { languageOf } from "./languages.js";

const listed = ["de", "en", "es", "fr", "it", "nl", "pt"];

describe("languageOf", () => {
  test("defaults to English, the language with cues", () => {
    expect(languageOf()).toBe(english);
    expect(listed.filter((tag) => languageOf(tag).cues !== undefined)).toEqual(["en"]);
  });

  test.each(["de-AT", "DE", "de_CH", "de-Latn-DE-1996"])("%s is German", (tag) => {
    expect(languageOf(tag).tag).toBe("de");
  });

  test.each(["sv", "", "-", "english", "zh-Hans"])("%p has no word lists", (tag) => {
    expect(languageOf(tag)).toMatchObject({ tag: "und", contentLettersMin: 4 });
  });

  test.each(listed)("the words of %s are written as texts are compared", (tag) => {
    const { stopWords } = languageOf(tag);
    expect(stopWords.size).toBeGreaterThanOrEqual(100);
    for (const word of stopWords) {
      expect(word).toBe(word.normalize("NFKC").toLowerCase());
      expect(word).toMatch(/^[\p{L}']+$/u);
    }
  });

  test("the patterns keep no position between texts", () => {
    for (const cue of Object.values(english.cues ?? {})) {
      if (cue instanceof RegExp) expect(cue.flags).toBe("");
    }
  });
});
