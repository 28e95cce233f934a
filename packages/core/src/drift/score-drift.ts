import { cosineSimilarity, type Direction } from "../vector/direction.js";
import { cosineScale, type LearnedCosines, learnCosine } from "./cosine-profile.js";
import { type DriftFeatures, driftFeatures } from "./drift-features.js";
import type { DriftModel } from "./drift-model.js";
import { driftDecisionScore } from "./drift-phase.js";
import type { DriftState, PendingTurn, Utterance } from "./drift-state.js";
import {
  type DriftWeights,
  fullWeights,
  neutralWeights,
  rawLogit,
  scoreOf,
  vectorWeights,
} from "./drift-weights.js";
import { filterLogit, type RunLengthFilter } from "./run-length-filter.js";
import { settleTurn } from "./settle-turn.js";
import { returnedSegment } from "./topic-segments.js";
import { type UtteranceView, viewUtterance } from "./utterance-view.js";

/** A longer turn of thanks says more than thanks. */
const closingWordsMax = 12;

/** What {@link scoreDrift} found. Plain data: an op can hold it, a replay need not recompute it. */
export interface DriftReading {
  /** 0..1, 9 decimals; 0 for the first turn of a session. 0.5 is the decision, 0.3 the warning. */
  readonly score: number;
  /** Log odds that a topic starts at this turn, 6 decimals; absent for the first turn. */
  readonly logit?: number;
  /** Cosine to the mean of the last two exchanges, on the scale of the weights; as `logit`. */
  readonly similarity?: number;
  /** Ordinal (0 = first of the session) of the closed segment that a drift returns to. */
  readonly returnedTo?: number;
  /** What the score was made from; absent for the first turn. */
  readonly features?: DriftFeatures;
  /** The filter after the turn. */
  readonly filter: RunLengthFilter;
  /** The session's cosine statistics after the turn. */
  readonly learnedCosines: LearnedCosines;
  /** What the state will keep of the turn until its reply comes. */
  readonly pending: PendingTurn;
}

/**
 * Scores how surely a user turn starts a new topic, from that turn and earlier ones only.
 *
 * Reads the state and leaves it: keep the turn with `observeTurn`. A logistic model over vector,
 * lexical and discourse features feeds a run-length filter; see `filterLogit` for its source. A
 * turn without text is scored by its vector, one in a language without discourse cues by vector
 * and words.
 *
 * @throws DimensionMismatchError when the turn's direction has another length than earlier ones
 * @throws InvalidArgumentError when the model's cosine profile is not usable
 *
 * @example
 * ```ts
 * const model = { language: languageOf("en") };
 * let state = initialDriftState();
 * const reading = scoreDrift(state, { direction, text: "By the way, do you know Rome?" }, model);
 * state = observeTurn(state, reading);
 * driftPhase(reading.score); // "stable": the first turn of a session scores 0
 * ```
 */
export function scoreDrift(state: DriftState, turn: Utterance, model: DriftModel): DriftReading {
  const settled = settleTurn(state);
  const [first, ...others] = settled.exchanges;
  const { filter } = settled;
  const { direction } = turn;
  const view = turn.text === undefined ? undefined : viewUtterance(turn.text, model.language);
  if (first === undefined) {
    const { learnedCosines } = settled;
    return { score: 0, filter, learnedCosines, pending: pendingTurn(direction, view, 0) };
  }
  const last = others.at(-1) ?? first;
  // With the turn's own cosine: before it, a session may know nothing of its embedder's scale.
  const learnedCosines = learnCosine(
    settled.learnedCosines,
    cosineSimilarity(direction, last.user.direction),
  );
  const scale = cosineScale(model.cosines, learnedCosines);
  const features = driftFeatures(direction, view, [first, ...others], scale);
  const weights = weightsFor(view);
  const filtered = filterLogit(filter, rawLogit(weights, features));
  const score = scoreOf(weights, filtered.logit);
  const returnedTo =
    score >= driftDecisionScore ? returnedSegment(settled.segments, direction, scale) : undefined;
  return {
    score,
    logit: filtered.logit,
    similarity: features.contextSimilarity,
    ...(returnedTo !== undefined && { returnedTo }),
    features,
    filter: filtered.filter,
    learnedCosines,
    pending: pendingTurn(direction, view, score),
  };
}

function weightsFor(view: UtteranceView | undefined): DriftWeights {
  if (view === undefined) return vectorWeights;
  return view.hasCues ? fullWeights : neutralWeights;
}

function pendingTurn(
  direction: Direction,
  view: UtteranceView | undefined,
  score: number,
): PendingTurn {
  if (view === undefined) return { direction, stems: [], question: 0, closing: 0, score };
  const closing = view.words <= closingWordsMax ? view.thanks : 0;
  return { direction, stems: view.stems, question: view.question, closing, score };
}
