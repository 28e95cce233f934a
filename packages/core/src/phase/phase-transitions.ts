import type { Phase } from "./phase-state.js";

/** What the transitions look at: the statistics after a turn. */
export interface PhaseSignals {
  /** Index of the turn, counted from 0. */
  readonly turn: number;
  readonly score: number;
  /** The turn is a topic change. */
  readonly changed: boolean;
  /** Topic changes in the last six turns. */
  readonly changes: number;
  readonly drift: number;
  /** Quick similarity; 0 before the first. */
  readonly similarity: number;
  /** Quick less slow similarity: above 0 while similarity rises. */
  readonly trend: number;
  readonly calm: number;
  readonly turnsInPhase: number;
}

/** A way out of a phase. Of the ways whose condition holds, the first is taken. */
export interface PhaseTransition {
  readonly to: Phase;
  readonly when: (signals: PhaseSignals) => boolean;
  readonly cause: (signals: PhaseSignals) => string;
}

/** Turns that `initialization` lasts. */
export const initializationTurns = 4;

/** Turns that the changes are counted over. */
export const recentTurns = 6;

const recentChangesMax = 3;

/** Turns that a phase lasts before anything but a topic change ends it. */
const dwellTurns = 2;

/** Pairs of thresholds to enter and to leave a phase lie apart, so that it does not flicker. */
const instability = { enterDrift: 0.45, leaveDrift: 0.3, leaveCalm: 2 };
const resonance = { calm: 4, enterSimilarity: 0.5, leaveSimilarity: 0.45, enterDrift: 0.28 };
const stability = { calm: 6, drift: 0.3, trend: 0.06, leaveDrift: 0.4 };
const leaveResonanceDrift = 0.38;

const fixed = (value: number) => value.toFixed(2);
const dwelt = (s: PhaseSignals) => s.turnsInPhase >= dwellTurns;
const calmCause = (s: PhaseSignals) => `${s.calm} turns without a topic change`;
const levelCause = (s: PhaseSignals) => `${calmCause(s)}, similarity level`;

const becomesUnstable: PhaseTransition = {
  to: "instability",
  when: (s) => s.changes >= recentChangesMax || s.drift >= instability.enterDrift,
  cause: (s) =>
    s.changes >= recentChangesMax
      ? `${s.changes} topic changes in the last ${recentTurns} turns`
      : `smoothed drift ${fixed(s.drift)} >= ${instability.enterDrift}`,
};

const changesTopic: PhaseTransition = {
  to: "exploration",
  when: (s) => s.changed,
  cause: (s) => `topic change at turn ${s.turn} (drift ${fixed(s.score)})`,
};

const losesResonance = (s: PhaseSignals) =>
  dwelt(s) &&
  ((s.similarity < resonance.leaveSimilarity && s.trend < -0.01) || s.drift > leaveResonanceDrift);

/** The ways out of each phase, in the order in which they are tried. */
export const phaseTransitions: Readonly<Record<Phase, readonly PhaseTransition[]>> = {
  initialization: [
    {
      to: "exploration",
      when: (s) => s.changed,
      cause: (s) => `first topic change at turn ${s.turn}`,
    },
    {
      to: "convergence",
      when: (s) => s.calm >= initializationTurns && s.similarity >= resonance.leaveSimilarity,
      cause: (s) => `${s.turn} turns on one subject`,
    },
    {
      to: "exploration",
      when: () => true,
      cause: (s) => `${s.turn} turns seen, subject still forming`,
    },
  ],
  instability: [
    {
      to: "exploration",
      when: (s) => s.drift < instability.leaveDrift && s.calm >= instability.leaveCalm,
      cause: (s) => `no topic change for ${s.calm} turns, smoothed drift ${fixed(s.drift)}`,
    },
  ],
  exploration: [
    becomesUnstable,
    changesTopic,
    {
      to: "convergence",
      when: (s) => dwelt(s) && s.calm >= 2 && s.trend > -0.06,
      cause: (s) => `${calmCause(s)}, similarity ${s.trend >= 0 ? "rising" : "steady"}`,
    },
    {
      to: "stability",
      when: (s) => dwelt(s) && s.calm >= stability.calm,
      cause: calmCause,
    },
  ],
  convergence: [
    becomesUnstable,
    changesTopic,
    {
      to: "resonance",
      when: (s) =>
        dwelt(s) &&
        s.calm >= resonance.calm &&
        (s.similarity >= resonance.enterSimilarity || s.trend >= 0.04) &&
        s.drift < resonance.enterDrift,
      cause: (s) =>
        `similarity ${fixed(s.similarity)} to the recent context, ` +
        `smoothed drift ${fixed(s.drift)}`,
    },
    {
      to: "stability",
      when: (s) =>
        dwelt(s) &&
        s.calm >= stability.calm &&
        s.drift < stability.drift &&
        Math.abs(s.trend) < stability.trend,
      cause: levelCause,
    },
  ],
  resonance: [
    becomesUnstable,
    changesTopic,
    {
      to: "stability",
      when: (s) => s.turnsInPhase >= 3 && s.calm >= 8 && Math.abs(s.trend) < 0.05,
      cause: levelCause,
    },
    {
      to: "stability",
      when: (s) => losesResonance(s) && s.calm >= stability.calm && s.drift < stability.drift,
      cause: (s) => `similarity levelled off at ${fixed(s.similarity)}`,
    },
    {
      to: "convergence",
      when: losesResonance,
      cause: (s) => `similarity fell to ${fixed(s.similarity)}`,
    },
  ],
  stability: [
    becomesUnstable,
    changesTopic,
    {
      to: "resonance",
      when: (s) =>
        dwelt(s) &&
        s.calm >= resonance.calm &&
        s.trend >= 0.07 &&
        s.similarity >= resonance.enterSimilarity &&
        s.drift < resonance.enterDrift,
      cause: (s) => `similarity rose to ${fixed(s.similarity)}`,
    },
    {
      to: "exploration",
      when: (s) => dwelt(s) && s.drift >= stability.leaveDrift,
      cause: (s) => `smoothed drift rose to ${fixed(s.drift)}`,
    },
  ],
};
