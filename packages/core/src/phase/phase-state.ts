/** Phase of a conversation. */
export type Phase =
  | "initialization"
  | "exploration"
  | "convergence"
  | "resonance"
  | "stability"
  | "instability";

/** What the phase machine sees of a user turn. */
export interface PhaseInput {
  /** Drift score, 0..1. */
  readonly score: number;
  /** Cosine to the recent context, from the drift reading; absent for the first turn. */
  readonly similarity?: number | undefined;
}

/** The phase and the running statistics that decide it, as they stand after a turn. */
export interface PhaseSnapshot {
  readonly phase: Phase;
  /** Why the phase was entered. */
  readonly cause: string;
  /** User turns seen. */
  readonly turns: number;
  /** Turns since the one that entered the phase. */
  readonly turnsInPhase: number;
  /** Exponentially smoothed drift score. */
  readonly smoothedDrift: number;
  /** Exponentially smoothed similarity, quick to follow; absent before the first similarity. */
  readonly fastSimilarity?: number;
  /** The same, slow to follow. */
  readonly slowSimilarity?: number;
  /** Turns since the last topic change. */
  readonly calmTurns: number;
  /** One bit for each of the last six turns, the newest lowest: 1 for a topic change. */
  readonly recentChanges: number;
}

/** A snapshot, and what is needed to redo its last turn. Immutable plain data of constant size. */
export interface PhaseState extends PhaseSnapshot {
  /** The state before the last turn, and that turn; absent before the first. */
  readonly before?: { readonly snapshot: PhaseSnapshot; readonly input: PhaseInput };
}

/** The state of a fresh or reset session. */
export function initialPhase(): PhaseState {
  return {
    phase: "initialization",
    cause: "session started",
    turns: 0,
    turnsInPhase: 0,
    smoothedDrift: 0,
    calmTurns: 0,
    recentChanges: 0,
  };
}
