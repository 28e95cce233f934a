import { describe, expect, test } from "@jest/globals";
import { asksWhen, turnCue, turnCues } from "./turn-cues.js";

const talk = { isConversation: true, isEnglish: true };
const has = (text: string, cue: number): boolean => (turnCues(text, talk) & cue) !== 0;

describe("turnCues", () => {
  test.each(["We met yesterday", "two weeks ago", "in 2019", "Last summer", "on Tuesday", "a day"])(
    "%j has a time expression",
    (text) => expect(has(text, turnCue.time)).toBe(true),
  );

  test.each(["We may go", "the fall of Rome", "room 2119a", "days"])("%j has none", (text) =>
    expect(has(text, turnCue.time)).toBe(false),
  );

  test("tells a question anywhere from one at the end", () => {
    expect(turnCues("Really? Yes.", talk) & turnCue.asks).not.toBe(0);
    expect(has("Really? Yes.", turnCue.endsInQuestion)).toBe(false);
    expect(has("Really? \n", turnCue.endsInQuestion)).toBe(true);
  });

  test.each([
    ["we saw Split", true],
    ["he read “Emma”", true],
    ["we joined NASA", true],
    ["Split is nice", false],
    ["Nice. Split it", false],
  ])("%j is capitalised: %s", (text, expected) => {
    expect(has(text, turnCue.capitalised)).toBe(expected);
  });

  test("of a document only that it asks", () => {
    const document = { isConversation: false, isEnglish: true };
    expect(turnCues("we saw Split yesterday?", document)).toBe(turnCue.asks);
  });

  test("of another language only the question marks", () => {
    const foreign = { isConversation: true, isEnglish: false };
    expect(turnCues("im Haus, yesterday?", foreign)).toBe(
      turnCue.conversation | turnCue.asks | turnCue.endsInQuestion,
    );
  });

  test.each(["? ", "1", "last ", "“A", ", A", "twenty", "next mon"])(
    "100 000 × %j is no trouble",
    (piece) => {
      expect(turnCues(piece.repeat(100_000), talk) & turnCue.conversation).not.toBe(0);
    },
  );
});

test.each([
  ["when did ana sail?", true],
  ["what year was it?", true],
  ["for how long did he stay?", true],
  ["which boat was it?", false],
  ["whenever you like", false],
])("%j asks when: %s", (question, expected) => {
  expect(asksWhen(question)).toBe(expected);
});
