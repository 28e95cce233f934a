import { describe, expect, test } from "@jest/globals";
import { toDirection } from "../vector/direction.js";
import { type DriftFeatures, driftFeatures } from "./drift-features.js";
import type { Exchange, ReplyTurn, UserTurn } from "./drift-state.js";
import { english } from "./language/english.js";
import { viewUtterance } from "./utterance-view.js";

const east = toDirection([1, 0, 0]);
const north = toDirection([0, 1, 0]);
const up = toDirection([0, 0, 1]);
const same = (cosine: number) => cosine;

const user = (kept: Partial<UserTurn> = {}): UserTurn => ({
  direction: east,
  stems: [],
  question: 0,
  closing: 0,
  ...kept,
});
const reply = (kept: Partial<ReplyTurn> = {}): ReplyTurn => ({
  direction: east,
  stems: [],
  asksUser: 0,
  reportsCompletion: 0,
  ...kept,
});

function features(
  text: string | undefined,
  before: readonly [Exchange, ...Exchange[]],
  direction = east,
  scale = same,
): DriftFeatures {
  const view = text === undefined ? undefined : viewUtterance(text, english);
  return driftFeatures(direction, view, before, scale);
}

describe("vector features", () => {
  test("one earlier vector: its cosine, and novelty against an assumed coherence", () => {
    expect(features(undefined, [{ user: user() }])).toMatchObject({
      previousTurnSimilarity: 1,
      contextSimilarity: 1,
      relativeSimilarity: 0.75,
      replyDeparture: 0,
    });
  });

  test("the context is the last two exchanges, its coherence their mean pairwise cosine", () => {
    const before: [Exchange, ...Exchange[]] = [
      { user: user({ direction: up }), reply: reply({ direction: up }) },
      { user: user(), reply: reply() },
      { user: user(), reply: reply({ direction: north }) },
    ];
    // Context: east, east, east, north; of its six pairs three are alike.
    const expected = 3 / Math.sqrt(10);
    const { previousTurnSimilarity, contextSimilarity, relativeSimilarity } = features("", before);
    expect(previousTurnSimilarity).toBe(1);
    expect(contextSimilarity).toBeCloseTo(expected, 2);
    expect(relativeSimilarity).toBeCloseTo(expected - 0.5, 2);
  });

  test("a context that cancels out is similar to nothing", () => {
    const before: Exchange = { user: user(), reply: reply({ direction: toDirection([-1, 0, 0]) }) };
    expect(features("", [before]).contextSimilarity).toBe(0);
  });

  test("a reply that left the subject counts unless it was asked to", () => {
    const strayed = reply({ direction: north });
    expect(features("", [{ user: user(), reply: strayed }]).replyDeparture).toBe(0.5);
    const asked = user({ question: 1 });
    expect(features("", [{ user: asked, reply: strayed }]).replyDeparture).toBe(0);
    expect(features("", [{ user: user(), reply: reply() }]).replyDeparture).toBe(0);
  });

  test("every cosine is brought to scale", () => {
    const halved = (cosine: number) => cosine / 2;
    const before: Exchange = { user: user(), reply: reply() };
    expect(features("", [before], east, halved)).toMatchObject({
      previousTurnSimilarity: 0.5,
      contextSimilarity: 0.5,
      relativeSimilarity: 0,
    });
    const strayed: Exchange = { user: user(), reply: reply({ direction: north }) };
    const shifted = (cosine: number) => cosine + 0.2;
    expect(features("", [strayed], east, shifted).replyDeparture).toBeCloseTo(0.3, 12);
  });
});

describe("lexical features", () => {
  test("count stems against both sides of the last three exchanges", () => {
    const before: [Exchange, ...Exchange[]] = [
      { user: user({ stems: ["train"] }) },
      { user: user(), reply: reply({ stems: ["hotel"] }) },
      { user: user() },
    ];
    const { newStems, sharedStems } = features("train hotel garden", before);
    expect(newStems).toBe(Math.log(2));
    expect(sharedStems).toBe(Math.log(3));
  });

  test("more than eight new stems say nothing more", () => {
    const words = "ab cd ef gh ij kl mn op";
    const eight = features(words, [{ user: user() }]).newStems;
    expect(eight).toBe(Math.log(9));
    expect(features(`${words} qr st`, [{ user: user() }]).newStems).toBe(eight);
  });

  test("counted cues stop at two", () => {
    expect(features("it and that and those are a an some any", [{ user: user() }])).toMatchObject({
      backReferences: 2,
      indefinites: 2,
    });
  });

  test("indicators of this turn pass through", () => {
    const turn = "Hey, thanks. By the way, it works";
    expect(features(turn, [{ user: user() }])).toMatchObject({
      acknowledgedStems: 0,
      continuation: 0,
      greeting: 1,
      thanks: 1,
      topicShift: 1,
    });
    expect(features("Okay, it works", [{ user: user() }])).toMatchObject({
      acknowledgedStems: Math.log(2),
      continuation: 1,
      greeting: 0,
      statedNeed: 0,
    });
  });

  test("a turn answers when the reply asked and the turn does not ask back", () => {
    const asked: Exchange = { user: user(), reply: reply({ asksUser: 1 }) };
    expect(features("On Monday", [asked]).answersQuestion).toBe(1);
    expect(features("Which days?", [asked]).answersQuestion).toBe(0);
    expect(features("On Monday", [{ user: user() }]).answersQuestion).toBe(0);
  });

  test("a personal question counts by its distance to the closer of turn and reply", () => {
    const before: Exchange = { user: user(), reply: reply({ direction: north }) };
    const personal = (text: string, direction: Int8Array) =>
      features(text, [before], direction).personalQuestion;
    expect(personal("Do you have pets?", up)).toBe(0.6);
    expect(personal("Do you have pets?", north)).toBe(0);
    expect(personal("Do you have pets?", toDirection([1, 1, 8]))).toBeCloseTo(
      0.6 - 1 / Math.sqrt(66),
      2,
    );
    expect(personal("Could you have pets?", up)).toBe(0);
    expect(personal("You have pets", up)).toBe(0);
  });

  test("what the last exchange left behind: a farewell, a task done", () => {
    const before: Exchange = { user: user({ closing: 1 }), reply: reply({ reportsCompletion: 1 }) };
    expect(features("Hello", [before])).toMatchObject({ previousThanks: 1, taskCompleted: 1 });
    const earlier: [Exchange, Exchange] = [before, { user: user() }];
    expect(features("Hello", earlier)).toMatchObject({ previousThanks: 0, taskCompleted: 0 });
  });

  test("a turn without text has none", () => {
    const before: Exchange = {
      user: user({ closing: 1 }),
      reply: reply({ asksUser: 1, reportsCompletion: 1 }),
    };
    const { answersQuestion, taskCompleted, previousThanks } = features(undefined, [before]);
    expect([answersQuestion, taskCompleted, previousThanks]).toEqual([0, 0, 0]);
  });
});
