import { describe, expect, test } from "@jest/globals";
import type { Analyzer } from "../lexical/analyzer.js";
import { englishAnalyzer } from "../lexical/english-analyzer.js";
import {
  parseQuestion,
  type Question,
  questionCharactersMax,
  questionTermsMax,
} from "./question.js";
import { noSpeaker, prefixNameWordsMax, SpeakerNames } from "./speaker-names.js";

function ask(text: string, names: readonly string[] = [], analyzer = englishAnalyzer) {
  const speakers = new SpeakerNames(englishAnalyzer);
  for (const name of names) speakers.add(name);
  const question = parseQuestion(text, { analyzer, speakers, years: [2023] });
  const named = names.find((name) => speakers.idOf(name) === question.speaker);
  return { ...question, named } satisfies Question & { named: string | undefined };
}

describe("whom a question names", () => {
  const pair = ["Caroline", "Will"];

  test.each([
    ["What car does Will drive?", "Will", ["car", "drive"]],
    ["Will Caroline drive the car?", "Caroline", ["drive", "car"]],
    ["will caroline drive?", "Caroline", ["drive"]],
    ["Which boat will sink?", undefined, ["boat", "sink"]],
    ["Did Will see Caroline?", undefined, ["see"]],
    ["Did Will, or rather Will's boat, sink?", "Will", ["rather", "boat", "sink"]],
  ])("%s", (text, named, terms) => {
    expect(ask(text, pair)).toMatchObject({ named, terms });
  });

  test("a capitalised beginning of three letters stands for a name", () => {
    const names = ["Melanie", "Caroline"];
    expect(ask("What did Mel paint?", names)).toMatchObject({ named: "Melanie", terms: ["paint"] });
    expect(ask("What did mel paint?", names)).toMatchObject({ named: undefined });
    expect(ask("What did Me paint?", names)).toMatchObject({ named: undefined });
    expect(ask("Which car?", names)).toMatchObject({ named: undefined, terms: ["car"] });
  });

  test("a name goes before the beginning of another", () => {
    expect(ask("Where is Jon?", ["Jonathan", "Jon"])).toMatchObject({ named: "Jon" });
  });

  test("any word of a name will do, unless two share it", () => {
    const names = ["Ana Silva", "Ben Silva"];
    expect(ask("What did Ben say?", names)).toMatchObject({ named: "Ben Silva" });
    expect(ask("What did Silva say?", names)).toMatchObject({ speaker: noSpeaker, terms: ["sai"] });
  });

  test("pronouns name the roles of a chat", () => {
    const roles = ["user", "assistant"];
    expect(ask("Where did I sail?", roles)).toMatchObject({ named: "user", terms: ["sail"] });
    expect(ask("What was your advice?", roles)).toMatchObject({ named: "assistant" });
    expect(ask("What did you tell me?", roles)).toMatchObject({ speaker: noSpeaker });
    expect(ask("Where did I sail?", pair)).toMatchObject({ speaker: noSpeaker });
  });

  test("nobody, once the speaker's last unit is gone", () => {
    const speakers = new SpeakerNames(englishAnalyzer);
    const ana = speakers.add("Ana");
    speakers.add("Ana");
    const named = () =>
      parseQuestion("Where was Ana?", { analyzer: englishAnalyzer, speakers, years: [] }).speaker;
    speakers.remove(ana);
    expect(named()).toBe(ana);
    speakers.remove(ana);
    expect(named()).toBe(noSpeaker);
  });
});

describe("what a question asks", () => {
  test("terms are distinct", () => {
    expect(ask("boats, a boat and boating").terms).toEqual(["boat"]);
  });

  test("times are read", () => {
    expect(ask("When did she sail?").asksWhen).toBe(true);
    expect(ask("Where did she sail in June?")).toMatchObject({
      asksWhen: false,
      dates: [{ first: 19_509, last: 19_538 }],
    });
  });

  test("English patterns are left out in other languages", () => {
    const german: Analyzer = { ...englishAnalyzer, language: "de", term: (word) => word };
    expect(ask("when I sail in June", ["user"], german)).toMatchObject({
      asksWhen: false,
      dates: [],
      speaker: noSpeaker,
    });
  });
});

describe("limits", () => {
  /** `count` different words of five letters that no rule changes. */
  const distinctWords = (count: number): string =>
    Array.from({ length: count }, (_, i) => `q${String(i).padStart(4, "0")}`).join(" ");

  test("so many distinct terms are looked up", () => {
    expect(ask(distinctWords(questionTermsMax)).terms).toHaveLength(questionTermsMax);
    expect(ask(distinctWords(questionTermsMax + 1)).terms).toHaveLength(questionTermsMax);
  });

  test("beginnings stand for names up to so many words of names", () => {
    const names = Array.from({ length: prefixNameWordsMax }, (_, i) => `Speaker${i}x`);
    expect(ask("Where is Speaker7x?", names)).toMatchObject({ named: "Speaker7x" });
    expect(ask("Where is Speaker199?", names)).toMatchObject({ named: "Speaker199x" });
    expect(ask("Where is Speaker199?", [...names, "Ana"])).toMatchObject({ named: undefined });
    expect(ask("Where is Speaker7x?", [...names, "Ana"])).toMatchObject({ named: "Speaker7x" });
  });

  test("a long message is read at both ends", () => {
    const padding = ".".repeat(questionCharactersMax);
    expect(ask(`boat ${padding} lake ${padding} tent`).terms).toEqual(["boat", "tent"]);
    const fitting = `boat${".".repeat(questionCharactersMax - 12)}lake.sea`;
    expect(fitting).toHaveLength(questionCharactersMax);
    expect(ask(fitting).terms).toEqual(["boat", "lake", "sea"]);
  });

  test.each(["A ", "  ", "when ", "may 1 ", "'s", "Will ", "9"])(
    "100 000 × %j is no trouble",
    (piece) => {
      const { terms } = ask(piece.repeat(100_000), ["Will"]);
      // The word itself, and the two halves of the one the cut went through.
      expect(terms.length).toBeLessThanOrEqual(3);
    },
  );
});
