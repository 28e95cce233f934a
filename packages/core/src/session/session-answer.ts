import type { IsolationLevel } from "../controls/isolation-policy.js";
import type { DriftPhase } from "../drift/drift-phase.js";
import type { Tier } from "../memory/memory.js";
import type { Phase } from "../phase/phase-state.js";
import type { RecallReason } from "../recall/recall-query.js";
import type { DroppedVectors } from "./reembed.js";

/** A memory that was recalled. */
export interface RecalledMemory {
  readonly memoryHash: string;
  readonly text: string;
  /** Fused score as a share of the highest there could be for this query, 0..1. */
  readonly relevance: number;
  readonly tier: Tier;
  /** Which kinds of evidence spoke for it; `trigger:<label>` for triggers shared with the query. */
  readonly reasons: readonly (RecallReason | "reranker" | `trigger:${string}`)[];
}

/** What a run answers. */
export interface RunAnswer {
  readonly sessionId: string;
  /** The context block; see `renderContext` for its shape. */
  readonly context: string;
  /** Highest cosine of the message to a memory, 0..1; 0 with no memories. */
  readonly topSimilarity: number;
  /** Whether `topSimilarity` reached the threshold and there is a memory. */
  readonly shortCircuit: boolean;
  /** 0..1; 0 for the first message. */
  readonly driftScore: number;
  /** `driftScore >= 0.5` */
  readonly driftDetected: boolean;
  readonly driftPhase: DriftPhase;
  readonly phase: Phase;
  /** Turns stored so far. */
  readonly turn: number;
  /** Tokens of `context`. */
  readonly contextTokens: number;
  readonly memories: readonly RecalledMemory[];
  /** True when the stored turn said what a held one said, and so was not stored twice. */
  readonly dedupSignal?: true;
  /** False when isolation kept the stored turn out. */
  readonly admitted: boolean;
  /** Whether the reply confirmed the drift of the turn before; absent: not known. */
  readonly driftConfirmed?: boolean;
  /** Ordinal of the earlier topic segment the message returns to. */
  readonly returnedTo?: number;
}

/** What a recall answers. */
export interface RecallAnswer {
  readonly sessionId: string;
  readonly memories: readonly RecalledMemory[];
  readonly context: string;
  readonly contextTokens: number;
}

/** What creating a session answers. */
export interface CreateAnswer {
  readonly sessionId: string;
  /** False when it existed with the same parameters. */
  readonly created: boolean;
}

/** What storing answers. */
export interface StoreAnswer {
  readonly sessionId: string;
  /** Turns stored by this command; 0 when the response repeated the last one. */
  readonly stored: number;
  /** Whether the response confirmed the drift of the message it answers; absent: not known. */
  readonly driftConfirmed?: boolean;
}

/** What resetting, importing and deleting answer. */
export interface DoneAnswer {
  readonly sessionId: string;
}

/** What adding and clearing triggers answer. */
export interface TriggerAnswer extends DoneAnswer {
  readonly triggerCount: number;
}

/** What adding an anchor answers. */
export interface AnchorAnswer extends DoneAnswer {
  readonly anchorCount: number;
}

/** What setting isolation answers. */
export interface IsolationAnswer extends DoneAnswer {
  readonly level: IsolationLevel;
}

/** What releasing quarantine answers. */
export interface ReleaseAnswer extends DoneAnswer {
  /** Turns admitted. */
  readonly releasedCount: number;
}

/** What injecting a memory answers. */
export interface InjectAnswer extends DoneAnswer {
  readonly memoryHash: string;
  readonly tier: Tier;
  readonly totalMemories: number;
}

/** What correcting a memory answers. */
export interface CorrectAnswer extends DoneAnswer {
  readonly memoryHash: string;
  readonly totalMemories: number;
}

/** What forgetting a memory answers. */
export interface ForgetAnswer extends DoneAnswer {
  readonly memoryHash: string;
  readonly totalMemories: number;
}

/** What a purge answers. */
export interface PurgeAnswer extends DoneAnswer {
  /** Messages, responses and notes taken out, over the whole log. */
  readonly purgedCount: number;
  readonly totalMemories: number;
  /** False when an import held some of it: what it did to the imported state stays. */
  readonly exact: boolean;
}

/** What a reembedding answers. */
export interface ReembedAnswer extends DoneAnswer {
  /** Distinct texts that have a vector of the new model. */
  readonly embeddedTexts: number;
  readonly totalMemories: number;
  readonly dropped: DroppedVectors;
}

/** What beginning a realignment answers. */
export interface RealignAnswer extends DoneAnswer {
  /** Turns still to be drawn toward the realignment's direction. */
  readonly realignmentRemaining: number;
}

/** What writing and removing a literal answer. */
export interface LiteralAnswer extends DoneAnswer {
  readonly key: string;
  /** Literals held after it. */
  readonly size: number;
}

/** What adding literals answers. */
export interface AddLiteralsAnswer extends DoneAnswer {
  /** Literals that were new. */
  readonly stored: number;
  /** Literals held after it. */
  readonly size: number;
}

/** The answer to each kind of command. */
export interface SessionAnswers {
  readonly create: CreateAnswer;
  readonly run: RunAnswer;
  readonly store: StoreAnswer;
  readonly "store-turns": StoreAnswer;
  readonly reset: DoneAnswer;
  readonly import: DoneAnswer;
  readonly "add-trigger": TriggerAnswer;
  readonly "clear-triggers": TriggerAnswer;
  readonly "add-anchor": AnchorAnswer;
  readonly "set-isolation": IsolationAnswer;
  readonly "release-quarantine": ReleaseAnswer;
  readonly "inject-memory": InjectAnswer;
  readonly "correct-memory": CorrectAnswer;
  readonly "forget-memory": ForgetAnswer;
  readonly purge: PurgeAnswer;
  readonly "put-literal": LiteralAnswer;
  readonly "add-literals": AddLiteralsAnswer;
  readonly "remove-literal": LiteralAnswer;
  readonly steer: DoneAnswer;
  readonly realign: RealignAnswer;
  readonly reembed: ReembedAnswer;
  readonly delete: DoneAnswer;
}

/** Any answer of a session. */
export type SessionAnswer = SessionAnswers[keyof SessionAnswers];
