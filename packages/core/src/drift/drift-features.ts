import { cosineSimilarity, type Direction, meanDirection } from "../vector/direction.js";
import type { CosineScale } from "./cosine-profile.js";
import type { Exchange } from "./drift-state.js";
import type { UtteranceView } from "./utterance-view.js";

/**
 * One user turn against the turns before it. Cosines are on the scale of the weights; features
 * without a unit are indicators (0 or 1). Lexical features of a turn without text are 0.
 */
export interface DriftFeatures {
  /** Cosine to the user's previous turn. */
  readonly previousTurnSimilarity: number;
  /** Cosine to the mean of the last two exchanges. */
  readonly contextSimilarity: number;
  /** `contextSimilarity` less the mean pairwise cosine inside that context: its coherence. */
  readonly relativeSimilarity: number;
  /** How far below 0.5 the last reply's cosine to its turn fell, unless the turn asked. */
  readonly replyDeparture: number;
  /** ln(1 + content stems, at most 8, not in the last three exchanges). */
  readonly newStems: number;
  /** ln(1 + content stems that are in the last three exchanges). */
  readonly sharedStems: number;
  /** `newStems` of a turn whose first word acknowledges or reacts: new words, old topic. */
  readonly acknowledgedStems: number;
  /** Early back-referring words, at most 2. */
  readonly backReferences: number;
  /** Indefinite determiners, at most 2: they introduce a new thing. */
  readonly indefinites: number;
  /** The last reply ended with a question, and this turn asks none: it answers. */
  readonly answersQuestion: number;
  /** For a question about the other side: how far it is below a cosine of 0.6 to what was said. */
  readonly personalQuestion: number;
  /** Thanks or farewell. */
  readonly thanks: number;
  /** The previous turn was a short one of thanks or farewell. */
  readonly previousThanks: number;
  /** The turn opens with a greeting. */
  readonly greeting: number;
  /** The turn opens as a continuation. */
  readonly continuation: number;
  /** The last reply was short and reported a task as done. */
  readonly taskCompleted: number;
  /** The turn states a need or wish. */
  readonly statedNeed: number;
  /** The turn names the change of topic. */
  readonly topicShift: number;
}

/** Coherence that is assumed of a context of one vector. */
const singleVectorCoherence = 0.25;
/** Cosine of a reply to its turn below which it departs from the subject. */
const replySimilarityMin = 0.5;
/** Cosine to what was said below which a personal question opens a topic. */
const personalSimilarityMin = 0.6;
const newStemsMax = 8;
const cueCountMax = 2;

/**
 * Computes the features of a turn.
 *
 * @param exchanges - the exchanges before it, oldest first; at least one
 * @param view - absent for a turn without text
 */
export function driftFeatures(
  direction: Direction,
  view: UtteranceView | undefined,
  exchanges: readonly [Exchange, ...Exchange[]],
  scale: CosineScale,
): DriftFeatures {
  const last = exchanges.at(-1) ?? exchanges[0];
  const vectors = vectorFeatures(direction, exchanges, last, scale);
  if (view === undefined) return { ...vectors, ...noLexicalFeatures };
  return {
    ...vectors,
    ...wordFeatures(view, exchanges),
    ...cueFeatures(view, last),
    personalQuestion: personalQuestion(direction, view, last, vectors, scale),
  };
}

type VectorFeatureName =
  | "previousTurnSimilarity"
  | "contextSimilarity"
  | "relativeSimilarity"
  | "replyDeparture";

const noLexicalFeatures: Omit<DriftFeatures, VectorFeatureName> = {
  newStems: 0,
  sharedStems: 0,
  acknowledgedStems: 0,
  backReferences: 0,
  indefinites: 0,
  answersQuestion: 0,
  personalQuestion: 0,
  thanks: 0,
  previousThanks: 0,
  greeting: 0,
  continuation: 0,
  taskCompleted: 0,
  statedNeed: 0,
  topicShift: 0,
};

function vectorFeatures(
  direction: Direction,
  exchanges: readonly Exchange[],
  last: Exchange,
  scale: CosineScale,
): Pick<DriftFeatures, VectorFeatureName> {
  const context = exchanges.slice(-2).flatMap(exchangeDirections);
  const contextSimilarity = scale(similarityToMean(direction, context));
  const departs = last.reply !== undefined && last.user.question === 0;
  return {
    previousTurnSimilarity: scale(cosineSimilarity(direction, last.user.direction)),
    contextSimilarity,
    relativeSimilarity: contextSimilarity - coherence(context, scale),
    replyDeparture: departs
      ? Math.max(0, replySimilarityMin - scale(replySimilarity(last.user.direction, last)))
      : 0,
  };
}

/** The vectors of an exchange that are known. */
export function exchangeDirections({ user, reply }: Exchange): readonly Direction[] {
  return reply === undefined ? [user.direction] : [user.direction, reply.direction];
}

/** Cosine to the mean direction; 0 when the directions cancel out. */
export function similarityToMean(direction: Direction, others: readonly Direction[]): number {
  const mean = meanDirection(others);
  return mean === undefined ? 0 : cosineSimilarity(direction, mean);
}

/** Cosine to the exchange's reply; -1, which is never the closest, without one. */
function replySimilarity(direction: Direction, { reply }: Exchange): number {
  return reply === undefined ? -1 : cosineSimilarity(direction, reply.direction);
}

function coherence(context: readonly Direction[], scale: CosineScale): number {
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of context.entries()) {
    for (const b of context.slice(i + 1)) {
      sum += cosineSimilarity(a, b);
      pairs++;
    }
  }
  return pairs === 0 ? singleVectorCoherence : scale(sum / pairs);
}

function wordFeatures(view: UtteranceView, exchanges: readonly Exchange[]) {
  const known = new Set<string>();
  for (const { user, reply } of exchanges) {
    for (const stem of user.stems) known.add(stem);
    for (const stem of reply?.stems ?? []) known.add(stem);
  }
  const shared = view.stems.filter((stem) => known.has(stem)).length;
  const newStems = Math.log(1 + Math.min(newStemsMax, view.stems.length - shared));
  return {
    newStems,
    sharedStems: Math.log(1 + shared),
    acknowledgedStems: view.acknowledgement * newStems,
  };
}

function cueFeatures(view: UtteranceView, { user, reply }: Exchange) {
  return {
    backReferences: Math.min(cueCountMax, view.backReferences),
    indefinites: Math.min(cueCountMax, view.indefinites),
    answersQuestion: view.question === 0 ? (reply?.asksUser ?? 0) : 0,
    thanks: view.thanks,
    previousThanks: user.closing,
    greeting: view.greeting,
    continuation: view.continuation,
    taskCompleted: reply?.reportsCompletion ?? 0,
    statedNeed: view.statedNeed,
    topicShift: view.topicShift,
  };
}

function personalQuestion(
  direction: Direction,
  view: UtteranceView,
  last: Exchange,
  vectors: Pick<DriftFeatures, VectorFeatureName>,
  scale: CosineScale,
): number {
  if (view.question === 0 || view.personal === 0) return 0;
  const closest = Math.max(vectors.previousTurnSimilarity, scale(replySimilarity(direction, last)));
  return Math.max(0, personalSimilarityMin - closest);
}
