import { describe, expect, test } from "@jest/globals";
import { assert as check, property, string } from "fast-check";
import { viewUtterance } from "../utterance-view.js";
import { detectLanguage } from "./detect-language.js";
import { listedLanguages } from "./languages.js";

const detect = (text: string) => detectLanguage(text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []);

describe("detectLanguage", () => {
  test.each([
    ["de", "Ich brauche ein Zimmer für zwei Personen."],
    ["de", "Und wie komme ich von dort zum Flughafen?"],
    ["fr", "Je cherche un hôtel pas trop cher dans le centre."],
    ["fr", "C'est combien pour deux nuits avec l'enfant ?"],
    ["es", "¿Cuánto cuesta la habitación con desayuno?"],
    ["es", "Quiero saber si hay trenes por la tarde."],
    ["it", "Vorrei prenotare un tavolo per questa sera."],
    ["it", "Che tempo farà domani nella città?"],
    ["pt", "Você pode me dizer quando o museu abre?"],
    ["pt", "Quero um bilhete para Lisboa, mas não hoje."],
    ["nl", "Kan ik de trein naar Utrecht nog halen?"],
    ["nl", "Hoeveel kost het en wanneer gaat het open?"],
    ["en", "Could you find me a table for two, please?"],
    ["en", "What was the name of the hotel in Paris again?"],
    ["en", "In a die of steel, so I was told."],
  ])("%s: %s", (tag, text) => {
    expect(detect(text).tag).toBe(tag);
  });

  test.each(["", "Berlin", "Danke!", "48-20917", "Hotel Adlon Berlin Mitte"])(
    "%p shows too little: English",
    (text) => {
      expect(detect(text).tag).toBe("en");
    },
  );

  test.each([
    "Где находится вокзал?",
    "नमस्ते दुनिया",
    "駅はどこですか",
    "Hej, jag letar efter någon vandrarhem nära stationen tack",
  ])("%s is in no listed language", (text) => {
    expect(detect(text).tag).toBe("und");
  });

  test("from eight words on, fewer than one function word in eight is no English", () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(" ");
    expect(detect(words(7)).tag).toBe("en");
    expect(detect(words(8)).tag).toBe("und");
    expect(detect(`the ${words(7)}`).tag).toBe("en");
    expect(detect(`the ${words(8)}`).tag).toBe("und");
  });

  test("two function words are needed, and more than English has", () => {
    expect(detect("nicht Berlin").tag).toBe("en");
    expect(detect("nicht von Berlin").tag).toBe("de");
    // Two words of German, two of English.
    expect(detect("was in Berlin").tag).toBe("en");
  });

  test("any text is in one of the languages", () => {
    const tags = [...listedLanguages.map(({ tag }) => tag), "und"];
    check(
      property(string({ unit: "grapheme", maxLength: 80 }), (text) => {
        expect(tags).toContain(detect(text).tag);
      }),
    );
  });
});

describe("an utterance in a language that is detected", () => {
  test.each(listedLanguages)("$tag reads as when it is named", (language) => {
    const [first = "", second = ""] = [...language.stopWords].filter((word) => word.length > 3);
    const text = `${first} ${second} museum`;
    const named = viewUtterance(text, detect(text));
    expect(viewUtterance(text, "detected")).toEqual(named);
    expect(named.stems).toEqual(["museum"]);
  });

  test("an elided article tells, and falls away", () => {
    const { stems, hasCues } = viewUtterance("C'est l’hôtel d'Anne ?", "detected");
    expect(stems).toEqual(["hôtel", "anne"]);
    expect(hasCues).toBe(false);
  });
});
