import { InvalidArgumentError } from "../errors.js";
import { cosineSimilarity, type Direction } from "../vector/direction.js";
import { checkThreshold } from "./check-threshold.js";
import { controlLimits, defaultMatchThreshold } from "./control-limits.js";

/**
 * How a session treats turns that its lists block.
 *
 * - `OPEN`: it blocks none
 * - `FILTER`: it drops those near an exclusion
 * - `QUARANTINE`: it holds those near an exclusion until they are released
 * - `LOCKDOWN`: it drops all that are not near the allowlist
 */
export type IsolationLevel = "OPEN" | "FILTER" | "QUARANTINE" | "LOCKDOWN";

/** The levels, least strict first. */
export const isolationLevels: readonly IsolationLevel[] = [
  "OPEN",
  "FILTER",
  "QUARANTINE",
  "LOCKDOWN",
];

/** Which turns a session keeps out of its memory. */
export interface IsolationPolicy {
  readonly level: IsolationLevel;
  readonly exclusions: readonly Direction[];
  readonly allowed: readonly Direction[];
  /** Least cosine at which a vector is near one on a list, -1..1. */
  readonly threshold: number;
}

/** An isolation policy to set. */
export interface IsolationPolicyInput {
  readonly level: IsolationLevel;
  /** At most 256. Default: none. */
  readonly exclusions?: readonly Direction[];
  /** At most 256. Default: none. */
  readonly allowed?: readonly Direction[];
  /** -1..1. Default {@link defaultMatchThreshold}. */
  readonly threshold?: number;
}

/** What becomes of a turn: it goes into memory, is lost, or waits in quarantine. */
export type TurnVerdict = "admit" | "drop" | "hold";

/**
 * Fills in defaults and checks bounds.
 *
 * @throws InvalidArgumentError for a list that is too long or a threshold out of bounds
 */
export function resolveIsolationPolicy(input: IsolationPolicyInput): IsolationPolicy {
  const { level, exclusions = [], allowed = [], threshold = defaultMatchThreshold } = input;
  checkLength("exclusions", exclusions, controlLimits.exclusionCountMax);
  checkLength("allowlist", allowed, controlLimits.allowedCountMax);
  checkThreshold(threshold);
  return { level, exclusions, allowed, threshold };
}

function checkLength(name: string, list: readonly Direction[], countMax: number): void {
  if (list.length <= countMax) return;
  throw new InvalidArgumentError(`${name}: ${list.length} vectors are more than ${countMax}`);
}

/**
 * Judges a turn by the directions of what was said in it: one that is blocked blocks the turn.
 *
 * Under `LOCKDOWN` a direction is blocked unless it is near one of the allowlist; under `FILTER`
 * and `QUARANTINE` when it is near an exclusion and near none of the allowlist. Two empty lists
 * block nothing at any level.
 *
 * @throws DimensionMismatchError when a list holds directions of another length
 */
export function judgeTurn(policy: IsolationPolicy, directions: readonly Direction[]): TurnVerdict {
  const { level } = policy;
  if (level === "OPEN" || !directions.some((said) => isBlocked(policy, said))) return "admit";
  return level === "QUARANTINE" ? "hold" : "drop";
}

function isBlocked(policy: IsolationPolicy, direction: Direction): boolean {
  const { level, exclusions, allowed } = policy;
  if (exclusions.length === 0 && allowed.length === 0) return false;
  const near = (listed: Direction) => cosineSimilarity(listed, direction) >= policy.threshold;
  if (level === "LOCKDOWN") return !allowed.some(near);
  return exclusions.some(near) && !allowed.some(near);
}
