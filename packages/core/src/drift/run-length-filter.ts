import { logitDecimals, roundTo, stateDecimals } from "./rounding.js";

/** State of the change-point filter and of the session's own level. Constant size. */
export interface RunLengthFilter {
  /** Probability that the current topic began 0, 1, or at least 2 turns ago. */
  readonly runLength: readonly [number, number, number];
  /** Sum of the clamped raw logits that the session has shown. */
  readonly logitSum: number;
  /** Number of logits in the sum; at most 24, after which old ones fade. */
  readonly logitCount: number;
}

/** The filter at the start of a session: the topic has just begun. */
export const initialFilter: RunLengthFilter = {
  runLength: [1, 0, 0],
  logitSum: 0,
  logitCount: 0,
};

/** Probability that a topic ends after 1, 2, or more turns: topics seldom last a single turn. */
const hazard = [0.12, 0.22, 0.3] as const;

/** Logit of a turn as likely to start a topic as the data's average turn. */
const priorLogit = -1;

/** Mean raw logit of the fitted conversations, and the turns that this expectation is worth. */
const expectedLogit = -1.2;
const expectedLogitTurns = 6;

/** Share of a session's deviation from the expected level that is taken off its logits. */
const levelCorrection = 0.4;
const levelLogitMax = 3;
const levelTurnsMax = 24;

/** The filter after a turn, and the log odds that a topic starts at it (6 decimals). */
export interface FilteredLogit {
  readonly filter: RunLengthFilter;
  readonly logit: number;
}

/**
 * Weighs a turn's raw logit against how long the topic has lasted.
 *
 * Bayesian online change-point detection (Adams and MacKay, 2007) with run lengths 0, 1 and ≥ 2,
 * where the likelihood ratio comes from a discriminative classifier. Before that, the logit is
 * taken relative to the session's own level: a session whose turns all look new raises its bar.
 */
export function filterLogit(filter: RunLengthFilter, rawLogit: number): FilteredLogit {
  const likelihoodRatio = Math.exp(relativeToSession(filter, rawLogit) - priorLogit);
  const [q0, q1, q2] = filter.runLength;
  const starts = likelihoodRatio * (q0 * hazard[0] + q1 * hazard[1] + q2 * hazard[2]);
  const r0 = q0 * (1 - hazard[0]);
  const r1 = q1 * (1 - hazard[1]) + q2 * (1 - hazard[2]);
  const continues = r0 + r1;
  const total = starts + continues;
  const share = (mass: number) => roundTo(mass / total, stateDecimals);
  return {
    filter: {
      runLength: [share(starts), share(r0), share(r1)],
      ...withLogit(filter, rawLogit),
    },
    logit: roundTo(Math.log(starts / continues), logitDecimals),
  };
}

function relativeToSession({ logitSum, logitCount }: RunLengthFilter, rawLogit: number): number {
  const level = (logitSum + expectedLogitTurns * expectedLogit) / (logitCount + expectedLogitTurns);
  return rawLogit - levelCorrection * (level - expectedLogit);
}

function withLogit({ logitSum, logitCount }: RunLengthFilter, rawLogit: number) {
  const logit = Math.max(-levelLogitMax, Math.min(levelLogitMax, rawLogit));
  const full = logitCount >= levelTurnsMax;
  const sum = full ? logitSum + logit - logitSum / logitCount : logitSum + logit;
  return {
    logitSum: roundTo(sum, stateDecimals),
    logitCount: full ? logitCount : logitCount + 1,
  };
}
