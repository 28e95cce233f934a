import { InvalidArgumentError } from "../errors.js";
import type { Memory } from "../memory/memory.js";
import {
  assembleContext,
  type RelevantMemory,
  rankMemories,
  recalledMemories,
  relevanceOf,
} from "./recall-context.js";
import type { RecallAnswer } from "./session-answer.js";
import type { SessionState } from "./session-state.js";
import { directionFor, type RecallInput } from "./session-views.js";

/**
 * Judges how well passages answer a query: a cross-encoder, a hosted rerank service, anything that
 * reads both together. Its scores become one more feature of recall's linear score; it does not
 * replace the others, for who said it and when do not stand in its passages.
 */
export interface Reranker {
  /**
   * Logits that a passage gains for each standard deviation its score lies above the mean of the
   * candidates. Fit it as the embedder's dense weight is fitted: on questions with known answers,
   * the other weights held.
   */
  readonly weight: number;
  /** A finite score for each passage, higher is better, in the order of the passages. */
  rerank(query: string, passages: readonly string[]): Promise<readonly number[]>;
}

/** A question to be recalled for with a second look at the best candidates. */
export interface RerankedRecallInput extends RecallInput {
  readonly text: string;
  readonly reranker: Reranker;
  /** Candidates that the reranker reads, `topK`..100. Default 50. */
  readonly depth?: number;
}

/** Candidates read by a reranker, unless told otherwise: recall at this depth is near its limit. */
export const rerankDepthDefault = 50;
export const rerankDepthMax = 100;

/** UTF-16 units of the utterance before a candidate that its passage begins with. */
const leadUnits = 160;

/**
 * Recalls without a trace, the best candidates ranked anew with a reranker (Nogueira & Cho, 2019).
 * Turns may be stored while the reranker thinks: the answer is about the session as it was asked.
 *
 * @throws InvalidArgumentError when the reranker gives other than one finite score a passage, and
 *   as `recall`
 * @throws what the reranker throws
 */
export async function recallReranked(
  state: SessionState,
  input: RerankedRecallInput,
): Promise<RecallAnswer> {
  const { text, reranker, nowMs, topK = 5, depth = rerankDepthDefault } = input;
  if (!(Number.isInteger(depth) && depth >= topK && depth <= rerankDepthMax)) {
    throw new InvalidArgumentError(`depth must be a whole number from topK to ${rerankDepthMax}`);
  }
  const direction = directionFor(state, input);
  const ranking = rankMemories(state, {
    text,
    ...(direction !== undefined && { direction }),
    topK: depth,
    nowMs,
  });
  const { entity: sessionId } = state;
  const passages = passagesOf(
    [...state.memories],
    ranking.ranked.map(({ memory }) => memory),
  );
  const scores = passages.length === 0 ? [] : await reranker.rerank(text, passages);
  const gains = standardised(checkScores(scores, passages.length));
  const attainable = ranking.attainable + reranker.weight;
  const ranked = ranking.ranked
    .map((item, i): RelevantMemory => {
      const gain = reranker.weight * (gains[i] as number);
      const score = item.score + gain;
      const relevance = relevanceOf(score, attainable);
      return { ...item, score, relevance, isReranked: gain > 0 };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, topK);
  const reranked = { ...ranking, ranked };
  const { context, tokens } = assembleContext(state, reranked, input);
  return { sessionId, memories: recalledMemories(reranked), context, contextTokens: tokens };
}

/** What the reranker reads of each candidate: it, and the end of what was said just before it. */
function passagesOf(all: readonly Memory[], candidates: readonly Memory[]): string[] {
  const wanted = new Map(candidates.map((memory, i) => [memory.hash, i]));
  const passages = candidates.map(spoken);
  all.forEach((memory, place) => {
    const index = wanted.get(memory.hash);
    const before = all[place - 1];
    if (index === undefined || before?.sitting !== memory.sitting) return;
    const lead = before.text.slice(-leadUnits);
    passages[index] = `${spoken({ ...before, text: lead })}\n${spoken(memory)}`;
  });
  return passages;
}

function spoken({ speaker, text }: Pick<Memory, "speaker" | "text">): string {
  return text.startsWith(`${speaker}: `) ? text : `${speaker}: ${text}`;
}

function checkScores(scores: readonly number[], count: number): readonly number[] {
  if (scores.length === count && scores.every((score) => Number.isFinite(score))) return scores;
  throw new InvalidArgumentError(`a reranker owes ${count} finite scores, one a passage`);
}

/** Scores in standard deviations from their mean; all 0 when they are alike. */
function standardised(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  const deviation = Math.sqrt(variance);
  return scores.map((score) => (deviation > 0 ? (score - mean) / deviation : 0));
}
