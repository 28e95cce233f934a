import { dotProduct, unitMean, unitVector } from "./unit-vector.js";

/**
 * How a cluster weighs the states of its sessions.
 *
 * - `weighted_average`: by stored turns and recency
 * - `attention`: by how near they are to the backing session's state
 */
export type AggregationMode = "weighted_average" | "attention";

/** The modes there are. */
export const aggregationModes: readonly AggregationMode[] = ["weighted_average", "attention"];

/** Time in which a session's weight falls to 1/e, in milliseconds: 24 hours. */
export const recencyScaleMs = 86_400_000;

/** Temperature of the softmax over cosines in the mode `attention`. */
export const attentionTemperature = 0.2;

/** What one session adds to its cluster's aggregate. */
export interface Contribution {
  /** Its state; sessions with none contribute nothing and are left out. */
  readonly vector: ArrayLike<number>;
  /** Turns stored. */
  readonly interactions: number;
  /** When it last heard something, in Unix milliseconds. */
  readonly lastEventMs: number;
}

/** The sessions of a cluster that have a state. */
export interface Contributions {
  /** The backing session, when it has a state. */
  readonly own?: Contribution;
  readonly members: readonly Contribution[];
}

/**
 * The direction that a cluster shares: the unit vector of a weighted mean over the unit states of
 * its backing session and its members. `undefined` when none has a state, or they cancel out.
 *
 * `weighted_average` weighs by `interactions × exp(−age / 24 h)`; only differences of age matter,
 * so the youngest counts as age 0. `attention` weighs by the softmax of the cosine to the backing
 * session's state (scaled dot-product attention: Vaswani et al., "Attention Is All You Need",
 * 2017), evenly while that session has no state.
 */
export function aggregate(
  mode: AggregationMode,
  { own, members }: Contributions,
): Float32Array | undefined {
  const all = own === undefined ? members : [own, ...members];
  const weights = mode === "attention" ? attention(own, all) : turnsAndRecency(all);
  return unitMean(all.map(({ vector }, i) => ({ vector, weight: weights[i] as number })));
}

function turnsAndRecency(all: readonly Contribution[]): number[] {
  const newestMs = all.reduce((newest, it) => Math.max(newest, it.lastEventMs), -Infinity);
  return all.map((it) => it.interactions * Math.exp((it.lastEventMs - newestMs) / recencyScaleMs));
}

function attention(own: Contribution | undefined, all: readonly Contribution[]): number[] {
  const query = own && unitVector(own.vector);
  if (query === undefined) return all.map(() => 1);
  // No cosine is above 1, so no exponential is above 1 either.
  return all.map(({ vector }) => {
    const unit = unitVector(vector);
    const cosine = unit === undefined ? 0 : dotProduct(query, unit);
    return Math.exp((cosine - 1) / attentionTemperature);
  });
}

/** `(1 − weight) · state + weight · target`, component by component. */
export function blend(
  state: ArrayLike<number>,
  target: ArrayLike<number>,
  weight: number,
): Float32Array {
  return Float32Array.from(state, (x, i) => (1 - weight) * x + weight * (target[i] as number));
}
