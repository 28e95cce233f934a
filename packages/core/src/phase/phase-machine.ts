import { driftDecisionScore } from "../drift/drift-phase.js";
import type { PhaseInput, PhaseSnapshot, PhaseState } from "./phase-state.js";
import {
  initializationTurns,
  type PhaseSignals,
  phaseTransitions,
  recentTurns,
} from "./phase-transitions.js";

/** Shares of the newest turn in the exponentially smoothed statistics. */
const driftShare = 0.35;
const fastShare = 0.3;
const slowShare = 0.08;

/** The score that a retracted drift is redone with: below the decision, above the warning. */
const retractedScore = 0.45;

/**
 * The state after a user turn: a state machine with hysteresis over drift, calm and the trend of
 * similarity. Every change of phase states its cause.
 *
 * @example
 * ```ts
 * let phase = initialPhase();
 * phase = advancePhase(phase, scoreDrift(driftState, turn, model));
 * phase.cause; // "session started"
 * ```
 */
export function advancePhase(state: PhaseState, input: PhaseInput): PhaseState {
  const { before: _, ...snapshot } = state;
  const { score, similarity } = input;
  const kept: PhaseInput = similarity === undefined ? { score } : { score, similarity };
  const next = withTurn(snapshot, kept);
  return { ...withTransition(next, signalsOf(next, kept)), before: { snapshot, input: kept } };
}

/**
 * Redoes the last turn as one without a topic change: the reply to it stayed on the subject. The
 * first turn of a session and a turn redone before give the same state again.
 */
export function retractPhase(state: PhaseState): PhaseState {
  if (state.before === undefined) return state;
  const { snapshot, input } = state.before;
  return advancePhase(snapshot, { ...input, score: Math.min(input.score, retractedScore) });
}

function withTurn(snapshot: PhaseSnapshot, { score, similarity }: PhaseInput): PhaseSnapshot {
  const changed = score >= driftDecisionScore;
  const { fastSimilarity, slowSimilarity } = snapshot;
  const window = 2 ** recentTurns - 1;
  return {
    ...snapshot,
    turns: snapshot.turns + 1,
    turnsInPhase: snapshot.turnsInPhase + 1,
    smoothedDrift: smooth(snapshot.smoothedDrift, score, driftShare),
    ...(similarity !== undefined && {
      fastSimilarity: smooth(fastSimilarity ?? similarity, similarity, fastShare),
      slowSimilarity: smooth(slowSimilarity ?? similarity, similarity, slowShare),
    }),
    calmTurns: changed ? 0 : snapshot.calmTurns + 1,
    recentChanges: ((snapshot.recentChanges << 1) | (changed ? 1 : 0)) & window,
  };
}

function smooth(previous: number, value: number, share: number): number {
  return previous + share * (value - previous);
}

function signalsOf(snapshot: PhaseSnapshot, { score }: PhaseInput): PhaseSignals {
  const similarity = snapshot.fastSimilarity ?? 0;
  return {
    turn: snapshot.turns - 1,
    score,
    changed: score >= driftDecisionScore,
    changes: bitsSet(snapshot.recentChanges),
    drift: snapshot.smoothedDrift,
    similarity,
    trend: similarity - (snapshot.slowSimilarity ?? 0),
    calm: snapshot.calmTurns,
    turnsInPhase: snapshot.turnsInPhase,
  };
}

function bitsSet(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** A transition into the phase it starts from is none: the phase and its cause stay. */
function withTransition(snapshot: PhaseSnapshot, signals: PhaseSignals): PhaseSnapshot {
  if (signals.turn < initializationTurns) return snapshot;
  const transition = phaseTransitions[snapshot.phase].find(({ when }) => when(signals));
  if (transition === undefined || transition.to === snapshot.phase) return snapshot;
  return {
    ...snapshot,
    phase: transition.to,
    cause: transition.cause(signals),
    turnsInPhase: 0,
  };
}
