import { type Direction, toUnitVector } from "../vector/direction.js";

/** Least and greatest weight of the previous state in an update. */
export const betaMin = 0.05;
export const betaMax = 0.95;

/** Prior of a session's similarities: the default model's consecutive turns, worth six turns. */
const prior = { mean: 0.35, variance: 0.03, weight: 6 } as const;
/** Similarities older than about this many turns fade from the running statistics. */
const memoryTurns = 40;

/**
 * The fixed-size state of a conversation: an exponentially weighted mean of unit input vectors.
 *
 * The length of the vector is the mean resultant length of directional statistics (Mardia & Jupp,
 * "Directional Statistics", 2000): near 1 when the turns point one way, near 0 when they scatter.
 */
export interface SemanticState {
  /** All zeros before the first update. */
  readonly vector: Float32Array;
  /** Turns absorbed; a template counts as one. */
  readonly updates: number;
  /** Running mean and variance of the similarity between a turn and the state before it. */
  readonly similarityMean: number;
  readonly similarityVariance: number;
}

/** The state before the first turn, or at the template when one is given. */
export function initialSemanticState(dimension: number, template?: Direction): SemanticState {
  return {
    vector: template === undefined ? new Float32Array(dimension) : toUnitVector(template),
    updates: template === undefined ? 0 : 1,
    similarityMean: prior.mean,
    similarityVariance: prior.variance,
  };
}

/** Mean resultant length of the conversation, in [0, 1]. */
export function concentration(state: SemanticState): number {
  let sum = 0;
  for (const x of state.vector) sum += x * x;
  return Math.min(1, Math.sqrt(sum));
}

/** Cosine between the state and a direction; 0 while there is no state. */
export function similarityToState(state: SemanticState, direction: Direction): number {
  const length = concentration(state);
  if (length === 0) return 0;
  const unit = toUnitVector(direction);
  let sum = 0;
  for (let i = 0; i < unit.length; i++) sum += (state.vector[i] as number) * (unit[i] as number);
  return Math.max(-1, Math.min(1, sum / length));
}

/** One update of the state, and what it did. */
export interface StateUpdate {
  readonly state: SemanticState;
  /** Weight the previous state kept, in [{@link betaMin}, {@link betaMax}]. */
  readonly beta: number;
  /** Cosine between the turn and the state before it. */
  readonly similarity: number;
}

/**
 * Moves the state toward a turn. The weight kept from the previous state is high when the turn
 * agrees with it and low when the turn is new, judged against the similarities this session has
 * shown, not against an absolute cosine: cosine baselines differ by embedder and by domain.
 * The first turns are averaged evenly, so no single one of them dominates.
 *
 * @param options.singledOut - the turn matters more than what was before: least weight is kept
 */
export function absorb(
  state: SemanticState,
  turn: Direction,
  options: { readonly singledOut?: boolean } = {},
): StateUpdate {
  const similarity = similarityToState(state, turn);
  if (state.updates === 0) {
    const first = { ...state, vector: toUnitVector(turn), updates: 1 };
    return { state: first, beta: betaMin, similarity };
  }
  const novelty = noveltyOf(state, similarity);
  const evenMean = state.updates / (state.updates + 1);
  const calibrated = betaMax - (betaMax - betaMin) * novelty * novelty;
  const beta =
    options.singledOut === true ? betaMin : Math.max(betaMin, Math.min(evenMean, calibrated));
  const unit = toUnitVector(turn);
  const vector = new Float32Array(unit.length);
  for (let i = 0; i < vector.length; i++) {
    vector[i] = beta * (state.vector[i] as number) + (1 - beta) * (unit[i] as number);
  }
  return { state: { ...learn(state, similarity), vector }, beta, similarity };
}

/** In (0, 1): 0.5 for a turn as similar as the session's turns are, near 1 for one far below. */
function noveltyOf(state: SemanticState, similarity: number): number {
  const z = (similarity - state.similarityMean) / Math.sqrt(state.similarityVariance);
  return z >= 0 ? 0.5 / (1 + z) : 1 - 0.5 / (1 - z);
}

/** Exponentially weighted mean and variance (West, "Updating mean and variance estimates", 1979). */
function learn(state: SemanticState, similarity: number): SemanticState {
  const weight = Math.min(memoryTurns, prior.weight + state.updates);
  const rate = 1 / (weight + 1);
  const difference = similarity - state.similarityMean;
  return {
    ...state,
    updates: state.updates + 1,
    similarityMean: state.similarityMean + rate * difference,
    similarityVariance: (1 - rate) * (state.similarityVariance + rate * difference * difference),
  };
}
