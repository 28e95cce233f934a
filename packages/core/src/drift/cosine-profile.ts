import { InvalidArgumentError } from "../errors.js";
import { roundTo, stateDecimals } from "./rounding.js";

/** Mean and standard deviation of an embedder's cosine over a list of turn pairs. */
export interface CosineStatistics {
  readonly mean: number;
  /** Standard deviation, above 0. */
  readonly deviation: number;
}

/**
 * Universal Sentence Encoder Lite (Cer et al., 2018) over consecutive user turns of TREC CAsT 2021,
 * topics joined: the scale the weights were fitted on.
 */
export const useLiteCosineStatistics: CosineStatistics = { mean: 0.356, deviation: 0.166 };

/**
 * How an embedder's cosines lie, so that they can be brought to the scale of the weights. Measure
 * it once, over pairs of consecutive user turns of which about four in five stay on one topic.
 */
export interface CosineProfile extends CosineStatistics {
  /**
   * Statistics of Universal Sentence Encoder Lite over the same pairs.
   * Default: {@link useLiteCosineStatistics}.
   */
  readonly reference?: CosineStatistics;
}

/** Running statistics of one session's cosines, for vectors of an unknown embedder. */
export interface LearnedCosines {
  readonly mean: number;
  readonly variance: number;
  /** Observations that the statistics stand for, the prior included; at most 40. */
  readonly weight: number;
}

/** What a session believes of an unknown embedder before it has seen a cosine. */
export const priorCosines: LearnedCosines = { mean: 0.6, variance: 0.02, weight: 1 };

/** Above this weight old cosines fade. */
const learnedWeightMax = 40;

/** A session that repeats itself has no variance; its scale must stay finite. */
const learnedDeviationMin = 0.001;

/** Deviations from the mean beyond which a mapped cosine says nothing more. */
const deviationsMin = -3;
const deviationsMax = 3.5;

/** Takes one more cosine into the running statistics. */
export function learnCosine(learned: LearnedCosines, cosine: number): LearnedCosines {
  const share = 1 / (learned.weight + 1);
  const difference = cosine - learned.mean;
  const variance = (1 - share) * (learned.variance + share * difference * difference);
  return {
    mean: roundTo(learned.mean + share * difference, stateDecimals),
    variance: roundTo(variance, stateDecimals),
    weight: Math.min(learnedWeightMax, learned.weight + 1),
  };
}

/** Maps a raw cosine to the scale of the weights. */
export type CosineScale = (cosine: number) => number;

/**
 * The scale of a session.
 *
 * @param cosines - as in `DriftModel.cosines`
 * @throws InvalidArgumentError when a mean is not finite or a deviation not above 0
 */
export function cosineScale(
  cosines: CosineProfile | "learned" | undefined,
  learned: LearnedCosines,
): CosineScale {
  if (cosines === undefined) return (cosine) => cosine;
  if (cosines === "learned") {
    const deviation = Math.max(learnedDeviationMin, Math.sqrt(learned.variance));
    return mapping({ mean: learned.mean, deviation }, useLiteCosineStatistics);
  }
  const reference = cosines.reference ?? useLiteCosineStatistics;
  assertUsable(cosines);
  assertUsable(reference);
  return mapping(cosines, reference);
}

function mapping(own: CosineStatistics, reference: CosineStatistics): CosineScale {
  return (cosine) => {
    const deviations = (cosine - own.mean) / own.deviation;
    const clamped = Math.max(deviationsMin, Math.min(deviationsMax, deviations));
    return reference.mean + reference.deviation * clamped;
  };
}

function assertUsable({ mean, deviation }: CosineStatistics): void {
  if (Number.isFinite(mean) && Number.isFinite(deviation) && deviation > 0) return;
  throw new InvalidArgumentError(
    `a cosine profile needs a finite mean and a deviation above 0, got ${mean} and ${deviation}`,
  );
}
