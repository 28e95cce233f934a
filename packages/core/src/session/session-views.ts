import { cutAtWord } from "../context/cut-at-word.js";
import type { TokenCounter } from "../context/token-counter.js";
import { anchorDriftThreshold, anchorScore } from "../controls/anchors.js";
import { DimensionMismatchError, InvalidArgumentError, MemoryNotFoundError } from "../errors.js";
import { isExpired, type Memory, type Tier } from "../memory/memory.js";
import type { Phase } from "../phase/phase-state.js";
import { concentration } from "../state/semantic-state.js";
import { type Direction, toDirection } from "../vector/direction.js";
import type { Histories } from "./histories.js";
import { assembleContext, type Ranking, rankMemories, recalledMemories } from "./recall-context.js";
import type { RecallAnswer } from "./session-answer.js";
import type { SessionConfig } from "./session-config.js";
import type { SessionState } from "./session-state.js";

/** A read-only question to a session. */
export interface RecallInput {
  /** What to recall for. With neither text nor vector: the state of the session itself. */
  readonly text?: string;
  readonly vector?: ArrayLike<number>;
  /** 1..100. Default 5. */
  readonly topK?: number;
  /** 64..32 000. Default 350. */
  readonly tokenBudget?: number;
  /** Unix milliseconds; decides whether the context needs dates. */
  readonly nowMs: number;
  readonly counter?: TokenCounter;
}

/**
 * Recalls without a trace: no op, no access counted.
 *
 * @throws InvalidArgumentError, DimensionMismatchError, InvalidVectorError
 */
export function recall(state: SessionState, input: RecallInput): RecallAnswer {
  const ranking = rankFor(state, input);
  const packed = assembleContext(state, ranking, input);
  return {
    sessionId: state.entity,
    memories: recalledMemories(ranking),
    context: packed.context,
    contextTokens: packed.tokens,
  };
}

function rankFor(state: SessionState, input: RecallInput): Ranking {
  const { text, topK, nowMs } = input;
  const direction = directionFor(state, input);
  return rankMemories(state, {
    nowMs,
    ...(text !== undefined && { text }),
    ...(direction !== undefined && { direction }),
    ...(topK !== undefined && { topK }),
  });
}

/** The vector to recall with: the one given, or without a text the state's own. */
export function directionFor(
  state: SessionState,
  input: Pick<RecallInput, "text" | "vector">,
): Direction | undefined {
  if (input.vector !== undefined) {
    const { dimension } = state.config;
    if (input.vector.length === dimension) return toDirection(input.vector);
    throw new DimensionMismatchError(dimension, input.vector.length);
  }
  if (input.text !== undefined || concentration(state.progress.semantic) === 0) return undefined;
  return toDirection(state.progress.semantic.vector);
}

/** A memory as a context listing gives it. */
export interface ContextMemory {
  readonly memoryHash: string;
  readonly text: string;
  readonly relevance: number;
  readonly truncated: boolean;
  readonly tier: Tier;
}

/** How to list. */
export interface ContextListing extends Pick<RecallInput, "text" | "vector" | "topK"> {
  /** Longest text before it is cut, 1..100 000. Default 500. */
  readonly maxTextChars?: number;
  /** Never cut the first. Default false. */
  readonly fullFirst?: boolean;
  /**
   * Memories whose time is over by then are left out; Unix milliseconds. Default: the time of the
   * session's newest op.
   */
  readonly nowMs?: number;
}

/** Memories ranked against the session's own state, or against a text. */
export function listContext(state: SessionState, listing: ContextListing): ContextMemory[] {
  const longest = listing.maxTextChars ?? 500;
  if (!(Number.isInteger(longest) && longest >= 1)) {
    throw new InvalidArgumentError("maxTextChars must be a whole number from 1");
  }
  const nowMs = listing.nowMs ?? state.atMs;
  return rankFor(state, { ...listing, nowMs }).ranked.map(({ memory, relevance }, position) => {
    const whole = memory.text.length <= longest || (listing.fullFirst === true && position === 0);
    return {
      memoryHash: memory.hash,
      text: whole ? memory.text : cutAtWord(memory.text, longest),
      relevance,
      truncated: !whole,
      tier: memory.tier,
    };
  });
}

/** Figures about a session. */
export interface SessionMetrics {
  readonly sessionId: string;
  readonly phase: Phase;
  /** Why the phase was entered. */
  readonly phaseCause: string;
  /** Turns stored. */
  readonly interactionCount: number;
  readonly totalMemories: number;
  readonly unpairedTurns: number;
  readonly tiers: Readonly<Record<Tier, number>>;
  /** Bytes the memories count for, and their bound. */
  readonly memoryBytes: number;
  readonly memoryBytesMax: number;
  /** Mean resultant length of the state, 0..1. */
  readonly concentration: number;
  readonly histories: Histories;
  readonly config: SessionConfig;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Place of the newest op in the log. */
  readonly seq: number;
}

/** Reads a session's figures. */
export function sessionMetrics(state: SessionState): SessionMetrics {
  const { progress, memories, config } = state;
  return {
    sessionId: state.entity,
    phase: progress.phase.phase,
    phaseCause: progress.phase.cause,
    interactionCount: progress.turns,
    totalMemories: memories.size,
    unpairedTurns: progress.unpairedTurns,
    tiers: {
      short_term: memories.count("short_term"),
      medium_term: memories.count("medium_term"),
      long_term: memories.count("long_term"),
    },
    memoryBytes: memories.bytes,
    memoryBytesMax: config.memoryBytesMax,
    concentration: concentration(progress.semantic),
    histories: progress.histories,
    config,
    createdAtMs: state.createdAtMs,
    updatedAtMs: state.atMs,
    seq: state.seq,
  };
}

/** How a session stands to its anchors. */
export interface AnchorReading {
  readonly sessionId: string;
  /** Best cosine between the state and an anchor, so high means aligned; 0 without either. */
  readonly anchorScore: number;
  readonly anchorCount: number;
  /** Below it, the conversation has left its anchors. */
  readonly driftThreshold: number;
  /** Turns that are still drawn toward a realignment of the session's region. */
  readonly realignmentRemaining: number;
}

/** Reads how a session stands to its anchors. */
export function readAnchors(state: SessionState): AnchorReading {
  const { anchors } = state.controls;
  return {
    sessionId: state.entity,
    anchorScore: anchorScore(anchors, state.progress.semantic.vector),
    anchorCount: anchors.length,
    driftThreshold: anchorDriftThreshold,
    realignmentRemaining: state.progress.realignment?.remaining ?? 0,
  };
}

/**
 * One memory by its hash.
 *
 * @param nowMs - Unix milliseconds; a memory whose time is over by then is not found
 * @throws MemoryNotFoundError
 */
export function findMemory(state: SessionState, hash: string, nowMs: number): Memory {
  const memory = state.memories.get(hash);
  if (isExpired(memory, nowMs)) throw new MemoryNotFoundError();
  return memory;
}
