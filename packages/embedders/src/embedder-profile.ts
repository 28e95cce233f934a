/** What ranking and drift need to know about an embedder's cosines. Kept with each session. */
export interface EmbedderProfile {
  /** Weights of the two vector features in recall's linear score. */
  readonly recall: RecallWeights;
  /** How drift maps this embedder's cosines to its own scale; `null` where no mapping is needed. */
  readonly drift: CosineCalibration | null;
}

/** Weights of the vector features of recall: a logit per standard deviation / 4 of the cosine. */
export interface RecallWeights {
  /** Weight of a turn's own cosine with the query. */
  readonly dense: number;
  /** Weight of the next turn's cosine with the query. */
  readonly denseNext: number;
}

/** Mean and standard deviation of an embedder's cosines over a list of turn pairs. */
export interface CosineStatistics {
  readonly mean: number;
  readonly deviation: number;
}

/** An embedder's cosines over the calibration pairs, beside the bundled model's over the same. */
export interface CosineCalibration extends CosineStatistics {
  readonly reference: CosineStatistics;
}

/**
 * Profile of the bundled model. The recall weights were fitted with it, and drift's constants are
 * on the scale of its cosines, so nothing is mapped.
 */
export const useLiteProfile: EmbedderProfile = {
  recall: { dense: 2, denseNext: 0.44 },
  drift: null,
};
