import { describe, expect, test } from "@jest/globals";
import { assert as check, property, string } from "fast-check";
import { english } from "./language/english.js";
import { languageOf } from "./language/languages.js";
import { analyzedCharactersMax, stemsMax, viewUtterance } from "./utterance-view.js";

const nothing = {
  acknowledgement: 0,
  backReferences: 0,
  indefinites: 0,
  question: 0,
  personal: 0,
  thanks: 0,
  continuation: 0,
  statedNeed: 0,
  topicShift: 0,
  greeting: 0,
  completion: 0,
  helpOffer: 0,
};

describe("viewUtterance, English", () => {
  test.each([
    {
      text: "Yes please, I need a reservation for 6 people.",
      stems: ["reservation", "6", "peopl"],
      cues: { acknowledgement: 1, indefinites: 1, continuation: 1, statedNeed: 1 },
    },
    {
      text: "By the way, can you explain what a Roth IRA is?",
      stems: ["way", "explain", "roth", "ira"],
      cues: { indefinites: 1, question: 1, topicShift: 1 },
    },
    {
      text: "How about for 1 night? If that works, I will need it.",
      stems: ["1", "night", "work"],
      cues: { backReferences: 1, question: 1, continuation: 1 },
    },
    {
      text: "Thanks, that is all I needed!",
      stems: ["need"],
      cues: { acknowledgement: 1, backReferences: 1, thanks: 1 },
    },
    {
      text: "Do you have any pets?",
      stems: ["pet"],
      cues: { indefinites: 1, question: 1, personal: 1 },
    },
    {
      text: "Good morning. Could you book the table?",
      stems: ["good", "morn", "book", "tabl"],
      cues: { acknowledgement: 1, question: 1, greeting: 1 },
    },
    {
      text: "Your table is booked. Anything else?",
      stems: ["tabl", "book", "anyth", "else"],
      cues: { question: 1, personal: 1, completion: 1, helpOffer: 1 },
    },
  ])("$text", ({ text, stems, cues }) => {
    const view = viewUtterance(text, english);
    expect(view.stems).toEqual(stems);
    expect(view).toMatchObject({ ...nothing, ...cues });
  });

  test("reads typographic apostrophes, full-width letters and detached punctuation", () => {
    const plain = viewUtterance("let's talk, it's over. really?", english);
    expect(viewUtterance("Let’s  talk , it‘s over . Ｒeally ?", english)).toEqual(plain);
    expect(plain).toMatchObject({ topicShift: 1, question: 1, endsWithQuestion: 1, words: 5 });
  });

  test("only the last sentence decides whether the utterance ends with a question", () => {
    expect(viewUtterance("Which one? Take the red one.", english).endsWithQuestion).toBe(0);
    expect(viewUtterance("Take the red one. Which one?", english).endsWithQuestion).toBe(1);
  });

  test("back-references from the third content word on refer inside their sentence", () => {
    const count = (text: string) => viewUtterance(text, english).backReferences;
    expect(count("it grows tomatoes")).toBe(1);
    expect(count("my garden grows them")).toBe(1);
    expect(count("my garden grows tomatoes, water them")).toBe(0);
  });
});

describe("viewUtterance, other languages", () => {
  test("an unknown language: short words carry no topic, no cues, no stemming", () => {
    const view = viewUtterance("Hej, var ligger stationen?", languageOf("sv"));
    expect(view.stems).toEqual(["ligger", "stationen"]);
    expect(view).toMatchObject({ ...nothing, question: 1 });
  });

  test("German: a stop list, no cues", () => {
    const view = viewUtterance(
      "Könnten Sie mir bitte den Weg zum Bahnhof zeigen?",
      languageOf("de"),
    );
    expect(view.stems).toEqual(["weg", "bahnhof", "zeigen"]);
    expect(view).toMatchObject({ ...nothing, question: 1 });
  });

  test("French and Italian: elided articles fall away", () => {
    expect(viewUtterance("Où est l’hôtel d'Anne ?", languageOf("fr")).stems).toEqual([
      "hôtel",
      "anne",
    ]);
    expect(viewUtterance("C'è l'acqua nell'albergo?", languageOf("it")).stems).toEqual([
      "acqua",
      "albergo",
    ]);
  });

  test("marks belong to the word they stand in", () => {
    expect(viewUtterance("नमस्ते दुनिया", languageOf("hi")).stems).toEqual(["नमस्ते", "दुनिया"]);
  });
});

describe("viewUtterance, limits", () => {
  test("a text of 2 000 characters is analysed whole, of a longer one beginning and end", () => {
    const middle = `${"a ".repeat(750)}zebra ${"a ".repeat(247)}`;
    expect(middle).toHaveLength(analyzedCharactersMax);
    expect(viewUtterance(middle, english).stems).toEqual(["zebra"]);
    const longer = `first ${middle} last?`;
    expect(viewUtterance(longer, english)).toMatchObject({
      stems: ["first", "last"],
      endsWithQuestion: 1,
    });
  });

  test("keeps 256 stems", () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`).join(" ");
    expect(viewUtterance(words(stemsMax), english).stems).toHaveLength(stemsMax);
    expect(viewUtterance(words(stemsMax + 1), english).stems).toHaveLength(stemsMax);
  });

  test.each([
    ["blanks", " "],
    ["question marks", "?"],
    ["apostrophes", "a'"],
    ["blank and dot", " ."],
    ["half a cue", "also, "],
    ["half a cue without a gap", "booking is"],
    ["letters", "x"],
    ["one word", "reservation "],
    ["letters that NFKC makes eighteen of", "\ufdfa"],
    ["combining marks", "\u0316\u0301"],
    ["lone surrogates", "\ud800"],
  ])("a text of 100 000 characters of %s costs what its two ends cost", (_, unit) => {
    const long = unit.repeat(Math.ceil(100_000 / unit.length)).slice(0, 100_000);
    const ends = `${long.slice(0, 1_500)} ${long.slice(-500)}`;
    const view = viewUtterance(long, english);
    expect(view).toEqual(viewUtterance(ends, english));
    expect(view.stems.join("").length).toBeLessThanOrEqual(analyzedCharactersMax);
  });

  test("any text gives well-formed, distinct stems", () => {
    check(
      property(string({ unit: "binary", maxLength: 300 }), (text) => {
        const { stems } = viewUtterance(text, english);
        expect(new Set(stems).size).toBe(stems.length);
        for (const stem of stems) expect(stem).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
