import { describe, expect, test } from "@jest/globals";
import {
  array,
  assert as check,
  constantFrom,
  integer,
  option,
  property,
  record,
  string,
} from "fast-check";
import { decodeCbor } from "../codec/decode-cbor.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import { DimensionMismatchError, InvalidArgumentError } from "../errors.js";
import { cosineSimilarity, toDirection } from "../vector/direction.js";
import { cosineScale } from "./cosine-profile.js";
import type { DriftModel } from "./drift-model.js";
import { type DriftState, initialDriftState, type Utterance } from "./drift-state.js";
import { fullWeights, neutralWeights, rawLogit, scoreOf, vectorWeights } from "./drift-weights.js";
import { languageOf } from "./language/languages.js";
import { observeReply } from "./observe-reply.js";
import { observeTurn } from "./observe-turn.js";
import { filterLogit } from "./run-length-filter.js";
import { scoreDrift } from "./score-drift.js";

const english: DriftModel = { language: languageOf("en") };
const detected: DriftModel = { language: "detected" };
const swedish: DriftModel = { language: languageOf("sv") };
const east = toDirection([1, 0, 0]);
const north = toDirection([0, 1, 0]);

/** The state after one exchange. */
function afterFirst(model = english): DriftState {
  const first = { direction: east, text: "I need a train to London." };
  const state = observeTurn(initialDriftState(), scoreDrift(initialDriftState(), first, model));
  return observeReply(state, { direction: east, text: "Which day?" }, model).state;
}

describe("scoreDrift", () => {
  test("the first turn of a session scores 0 and leaves the filter as it was", () => {
    const state = initialDriftState();
    const reading = scoreDrift(state, { direction: east, text: "Thanks!" }, english);
    expect(reading).toEqual({
      score: 0,
      filter: state.filter,
      learnedCosines: state.learnedCosines,
      pending: { direction: east, stems: [], question: 0, closing: 1, score: 0 },
    });
  });

  test("an answer on the subject scores low, a new request high", () => {
    const answer = { direction: east, text: "On Monday, please." };
    const request = { direction: north, text: "By the way, any good museum near a park?" };
    expect(scoreDrift(afterFirst(), answer, english).score).toBeLessThan(0.05);
    expect(scoreDrift(afterFirst(), request, english).score).toBeGreaterThan(0.9);
  });

  test.each([
    ["with cues", english, { direction: north, text: "Thanks, a museum?" }, fullWeights],
    ["without cues", swedish, { direction: north, text: "Tack, museum?" }, neutralWeights],
    ["without text", english, { direction: north }, vectorWeights],
    ["of English words", detected, { direction: north, text: "And what of it?" }, fullWeights],
    ["of German words", detected, { direction: north, text: "Und was ist das?" }, neutralWeights],
  ])("weighs a turn %s by its own model", (_, model, turn: Utterance, weights) => {
    const state = afterFirst(model);
    const reading = scoreDrift(state, turn, model);
    const { features } = reading;
    if (features === undefined) throw new Error("a second turn has features");
    const { filter, logit } = filterLogit(state.filter, rawLogit(weights, features));
    expect(reading).toMatchObject({ filter, logit, score: scoreOf(weights, logit) });
    expect(reading.similarity).toBe(features.contextSimilarity);
  });

  test("reads only: the state and the turn stay as they were", () => {
    const state = afterFirst();
    const bytes = encodeCbor(state);
    const turn = { direction: north, text: "A museum?" };
    expect(scoreDrift(state, turn, english)).toEqual(scoreDrift(state, turn, english));
    expect(encodeCbor(state)).toEqual(bytes);
    expect(north).toEqual(toDirection([0, 1, 0]));
  });

  test("thanks close an exchange in at most 12 words", () => {
    const closing = (words: number) => {
      const text = `Thanks${" word".repeat(words - 1)}`;
      return scoreDrift(afterFirst(), { direction: east, text }, english).pending.closing;
    };
    expect(closing(12)).toBe(1);
    expect(closing(13)).toBe(0);
  });

  test("learns the scale of unknown vectors only when asked to", () => {
    const learned: DriftModel = { ...english, cosines: "learned" };
    const turn = { direction: toDirection([3, 4, 0]), text: "And on Monday?" };
    const measured = scoreDrift(afterFirst(), turn, english);
    const relative = scoreDrift(afterFirst(), turn, learned);
    expect(measured.features?.previousTurnSimilarity).toBeCloseTo(0.6, 2);
    expect(relative.features?.previousTurnSimilarity).toBeCloseTo(0.356, 2);
    expect(relative.learnedCosines).toEqual(measured.learnedCosines);
    expect(relative.learnedCosines.weight).toBe(2);
  });

  test("the turn's own cosine is part of the scale it is read on", () => {
    const learned: DriftModel = { ...english, cosines: "learned" };
    const turn = { direction: toDirection([1, 0.5, 0]), text: "And on Monday?" };
    const { features, learnedCosines } = scoreDrift(afterFirst(), turn, learned);
    const scale = cosineScale("learned", learnedCosines);
    const cosine = cosineSimilarity(turn.direction, east);
    expect(features?.previousTurnSimilarity).toBe(scale(cosine));
    expect(learnedCosines.mean).toBeCloseTo((0.6 + cosine) / 2, 6);
  });

  test("refuses vectors of another length and unusable profiles", () => {
    const turn = { direction: toDirection([1, 0]), text: "?" };
    expect(() => scoreDrift(afterFirst(), turn, english)).toThrow(DimensionMismatchError);
    const flat: DriftModel = { ...english, cosines: { mean: 0.5, deviation: 0 } };
    expect(() => scoreDrift(afterFirst(), { direction: east }, flat)).toThrow(InvalidArgumentError);
  });
});

const dimension = 8;
const directions = array(integer({ min: -9, max: 9 }), {
  minLength: dimension,
  maxLength: dimension,
}).map((codes) => toDirection(codes.some((x) => x !== 0) ? codes : codes.fill(1)));
const texts = array(
  constantFrom(
    ..."by the way, thanks you could a train is booked. hello it what? pets garden".split(" "),
  ),
  { maxLength: 50 },
).map((words) => words.join(" "));
const utterances = record({ direction: directions, text: texts }, { requiredKeys: ["direction"] });
const turns = record({ user: utterances, reply: option(utterances), replied: integer() });
const models = constantFrom<DriftModel>(
  english,
  swedish,
  detected,
  { language: languageOf("fr"), cosines: "learned" },
  { ...english, cosines: { mean: 0.8, deviation: 0.05 } },
);

describe("any conversation", () => {
  test("scores lie within 0 and 1, and a replay gives the same bytes", () => {
    check(
      property(array(turns, { maxLength: 20 }), models, (conversation, model) => {
        const run = () => {
          let state = initialDriftState();
          const scores: number[] = [];
          for (const { user, reply, replied } of conversation) {
            const reading = scoreDrift(state, user, model);
            scores.push(reading.score);
            state = observeTurn(state, reading);
            if (replied % 3 !== 0) state = observeReply(state, reply ?? undefined, model).state;
          }
          return { scores, state };
        };
        const { scores, state } = run();
        for (const score of scores) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        const again = run();
        expect(again.scores).toEqual(scores);
        expect(encodeCbor(again.state)).toEqual(encodeCbor(state));
      }),
    );
  });

  test("a state that was stored and read back goes on alike", () => {
    check(
      property(array(turns, { minLength: 1, maxLength: 8 }), (conversation) => {
        let state = initialDriftState();
        let stored = initialDriftState();
        for (const { user, reply } of conversation) {
          const reading = scoreDrift(stored, user, english);
          expect(reading).toEqual(scoreDrift(state, user, english));
          state = observeReply(observeTurn(state, reading), reply ?? undefined, english).state;
          stored = decodeCbor(encodeCbor(state)) as unknown as DriftState;
        }
      }),
    );
  });

  test("the state stays as small after 1 000 turns of the longest texts", () => {
    // 3 exchanges and a pending turn: 7 views of 2 000 characters, 7 + 9 directions.
    const charactersMax = 7 * 2_001;
    const stemHeadersMax = 7 * 256 * 3;
    const bytesMax = charactersMax * 3 + stemHeadersMax + 16 * (dimension + 8) + 1_024;
    const unit = string({ unit: "grapheme", minLength: 2_500, maxLength: 3_000 });
    check(
      property(unit, directions, (text, direction) => {
        let state = initialDriftState();
        for (let turn = 0; turn < 1_000; turn++) {
          const said = { direction: turn % 3 === 0 ? direction : east8(turn), text };
          state = observeTurn(state, scoreDrift(state, said, swedish));
          state = observeReply(state, said, swedish).state;
        }
        const last = { direction, text };
        state = observeTurn(state, scoreDrift(state, last, swedish));
        expect(encodeCbor(state).length).toBeLessThanOrEqual(bytesMax);
        expect(state.exchanges).toHaveLength(3);
        expect(state.segments.closed.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 2 },
    );
  });
});

/** One of eight orthogonal directions. */
function east8(turn: number): Int8Array {
  return toDirection(Array.from({ length: dimension }, (_, i) => (i === turn % 8 ? 1 : 0)));
}
