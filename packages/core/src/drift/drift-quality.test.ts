import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { toDirection } from "../vector/direction.js";
import type { DriftModel } from "./drift-model.js";
import { initialDriftState } from "./drift-state.js";
import { languageOf } from "./language/languages.js";
import { observeReply } from "./observe-reply.js";
import { observeTurn } from "./observe-turn.js";
import { scoreDrift } from "./score-drift.js";

const dataPath = process.env["SEMVEC_EVAL_DATA"];
const evaluate = dataPath === undefined ? test.skip : test;

interface Dialogue {
  readonly utterances: readonly string[];
  /** Lengths of the topics, in utterances. */
  readonly segments: readonly number[];
}

interface Decision {
  readonly logit: number;
  /** A topic starts at this user turn or at the reply just before. */
  readonly shift: boolean;
}

/** One direction for every text: what is left is the work of words and cues. */
const blind = toDirection([1, 0]);

function decisions({ utterances, segments }: Dialogue, model: DriftModel): Decision[] {
  const starts = new Set<number>();
  let start = 0;
  for (const length of segments) {
    starts.add(start);
    start += length;
  }
  const found: Decision[] = [];
  let state = initialDriftState();
  for (let i = 0; i < utterances.length; i += 2) {
    const reading = scoreDrift(state, { direction: blind, text: utterances[i] ?? "" }, model);
    state = observeTurn(state, reading);
    const reply = utterances[i + 1];
    if (reply !== undefined) {
      state = observeReply(state, { direction: blind, text: reply }, model).state;
    }
    if (reading.logit !== undefined) {
      found.push({ logit: reading.logit, shift: starts.has(i) || starts.has(i - 1) });
    }
  }
  return found;
}

/** Probability that a shift outranks a turn without one; ties count half. */
function areaUnderCurve(all: readonly Decision[]): number {
  const quiet = all.filter(({ shift }) => !shift).map(({ logit }) => logit);
  const shifts = all.filter(({ shift }) => shift).map(({ logit }) => logit);
  let wins = 0;
  for (const a of shifts) {
    for (const b of quiet) wins += a > b ? 1 : a === b ? 0.5 : 0;
  }
  return wins / (shifts.length * quiet.length);
}

evaluate("without any vector, words and cues find the topic starts of DialSeg711", () => {
  const file = join(dataPath ?? "", "dialseg711", "dialogues.json");
  const dialogues: readonly Dialogue[] = JSON.parse(readFileSync(file, "utf8"));
  const model = { language: languageOf("en") };
  const all = dialogues.flatMap((dialogue) => decisions(dialogue, model));
  expect(all.length).toBeGreaterThan(3_000);
  expect(areaUnderCurve(all)).toBeGreaterThanOrEqual(0.91);
});
