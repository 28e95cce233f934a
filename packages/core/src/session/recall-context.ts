import type { ContextItem } from "../context/context-item.js";
import { type PackedContext, packContext } from "../context/pack-context.js";
import type { TokenCounter } from "../context/token-counter.js";
import { InvalidArgumentError } from "../errors.js";
import type { LiteralCache } from "../literals/literal-cache.js";
import { matchingLiterals } from "../literals/matching-literals.js";
import type { MemoryTable } from "../memory/memory-table.js";
import { recallPrior } from "../memory/retention.js";
import type { PhaseState } from "../phase/phase-state.js";
import { type RecallWeights, recallWeights, vectorOnlyWeights } from "../recall/recall-weights.js";
import { cosineSimilarity, type Direction } from "../vector/direction.js";
import type { RecalledMemory } from "./session-answer.js";
import { commandLimits } from "./session-command.js";
import type { PolicyVector, SessionConfig } from "./session-config.js";
import type { SessionControls } from "./session-controls.js";
import { RequestTriggers, type TriggeredMemory } from "./trigger-boost.js";

/** What to recall for: a text, a vector, or both. */
export interface RecallRequest {
  readonly text?: string;
  readonly direction?: Direction;
  /** Default 5. */
  readonly topK?: number;
  /** Memories whose time is over by then are passed over; Unix milliseconds. */
  readonly nowMs: number;
}

/** What recall reads of a session. */
export interface Recallable {
  readonly config: SessionConfig;
  readonly memories: MemoryTable;
  readonly controls: SessionControls;
}

/** A memory ranked for a request. */
export interface RelevantMemory extends TriggeredMemory {
  /** Score as a share of the highest there could be, 0..1. */
  readonly relevance: number;
  /** A reranker thought better of it than of most. */
  readonly isReranked?: boolean;
}

/** Memories ranked for a request. */
export interface Ranking {
  readonly ranked: readonly RelevantMemory[];
  /** Highest cosine of the request's vector to a memory, 0..1; 0 without either. */
  readonly topSimilarity: number;
  /** The score of a memory that is best in every way a text query can ask for. */
  readonly attainable: number;
}

/**
 * Ranks the session's memories for a request, best first.
 *
 * @throws InvalidArgumentError when `topK` is out of bounds
 */
export function rankMemories(session: Recallable, request: RecallRequest): Ranking {
  const { config, memories } = session;
  const topK = request.topK ?? commandLimits.topKDefault;
  checkWithin("topK", topK, commandLimits.topKMin, commandLimits.topKMax);
  const cosines = request.direction && memories.cosines(request.direction);
  const weights = recallWeights(cosines && config.recallWeights);
  const triggers = new RequestTriggers(session.controls.triggers, request);
  const candidates = memories.rank(
    {
      recall: {
        ...(request.text !== undefined && { text: request.text }),
        ...(cosines !== undefined && { cosines }),
        weights: request.text === undefined ? vectorOnlyWeights(weights) : weights,
      },
      nowMs: request.nowMs,
      // Against a bare vector nothing but the geometry is asked for.
      prior: request.text === undefined ? () => 0 : recallPrior,
      boost: (direction, memory) =>
        policyBoost(config.policyVectors, direction) + triggers.storedBoost(memory),
    },
    triggers.depth(topK),
  );
  const ranked = triggers.boostMatching(candidates, memories, topK);
  const highest = cosines && memories.highest(cosines, request.nowMs);
  return {
    ranked: ranked.map((item) => {
      const cosine = cosines?.[item.slot] ?? 0;
      const relevance =
        request.text === undefined
          ? relevanceOf(cosine, 1)
          : relevanceOf(item.score, attainable(weights));
      return { ...item, relevance };
    }),
    topSimilarity: Math.max(0, highest ?? 0),
    attainable: attainable(weights),
  };
}

/** A score as a share of the highest there could be, 0..1, to four decimals. */
export function relevanceOf(score: number, highest: number): number {
  return roundTo4(Math.max(0, Math.min(1, score / highest)));
}

function attainable(weights: RecallWeights): number {
  return weights.own + weights.pair + weights.window + weights.sitting + weights.dense;
}

function policyBoost(policies: readonly PolicyVector[], direction: Direction): number {
  let boost = 0;
  for (const policy of policies) {
    const match = Math.max(0, cosineSimilarity(policy.direction, direction));
    boost += (policy.promote ? policy.weight : -policy.weight) * match;
  }
  return boost;
}

function roundTo4(x: number): number {
  return Math.round(x * 1e4) / 1e4;
}

/** The memories of a ranking as answers give them. */
export function recalledMemories(ranking: Ranking): RecalledMemory[] {
  return ranking.ranked.map(({ memory, relevance, reasons, triggers, isReranked }) => ({
    memoryHash: memory.hash,
    text: memory.text,
    relevance,
    tier: memory.tier,
    reasons: [
      ...reasons,
      ...(isReranked === true ? (["reranker"] as const) : []),
      ...triggers.map((label) => `trigger:${label}` as const),
    ],
  }));
}

/** What a context is assembled from. */
export interface ContextSource {
  readonly memories: MemoryTable;
  readonly literals: LiteralCache;
  readonly progress: { readonly phase: PhaseState; readonly turns: number };
}

/** Bounds of one context. */
export interface ContextBudget {
  readonly nowMs: number;
  /** Literals that it speaks of are shown. */
  readonly text?: string;
  /** Default 350. */
  readonly tokenBudget?: number;
  readonly counter?: TokenCounter;
}

/**
 * Packs a ranking into a context block.
 *
 * @throws InvalidArgumentError when the budget is out of bounds
 */
export function assembleContext(
  source: ContextSource,
  ranking: Ranking,
  budget: ContextBudget,
): PackedContext {
  const tokens = budget.tokenBudget ?? commandLimits.tokenBudgetDefault;
  checkWithin("tokenBudget", tokens, commandLimits.tokenBudgetMin, commandLimits.tokenBudgetMax);
  const header = {
    phase: source.progress.phase.phase,
    turn: source.progress.turns,
    memoryCount: source.memories.size - source.memories.expiredCount(budget.nowMs),
  };
  const { nowMs, counter, text } = budget;
  const literals =
    text === undefined
      ? []
      : matchingLiterals(source.literals, text, commandLimits.literalsInContextMax);
  return packContext(
    header,
    { items: ranking.ranked.map(contextItem), literals },
    {
      tokens,
      nowMs,
      ...(counter !== undefined && { counter }),
    },
  );
}

function contextItem({ memory, relevance, score }: RelevantMemory): ContextItem {
  const { hash, text, part, turn, sitting, timestampMs } = memory;
  return { hash, relevance, score, text, part, turn, sitting, timestampMs };
}

function checkWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidArgumentError(`${name} must be a whole number from ${least} to ${most}`);
}
