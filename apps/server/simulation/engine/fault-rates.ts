import type { SeededRandom } from "./seeded-random.js";

/** How often a store call fails, by how; each is a probability of one call. */
export interface FaultRates {
  /** An error; nothing was written. */
  readonly before: number;
  /** The write is made and its answer is lost. */
  readonly after: number;
  /** The answer is lost, and nothing was written. */
  readonly notMade: number;
  /** The answer is lost at once; the write is made later, when nobody waits for it. */
  readonly zombie: number;
  /** A commit loses, though nobody was faster. */
  readonly conflict: number;
  /** The call takes up to `slowMsMax`. */
  readonly slow: number;
  /** A read fails. */
  readonly read: number;
  /** A snapshot is not found. */
  readonly snapshotMissing: number;
  /** A snapshot comes damaged. */
  readonly snapshotDamaged: number;
  readonly slowMsMax: number;
}

/** A store that always works. */
export const noFaults: FaultRates = {
  before: 0,
  after: 0,
  notMade: 0,
  zombie: 0,
  conflict: 0,
  slow: 0,
  read: 0,
  snapshotMissing: 0,
  snapshotDamaged: 0,
  slowMsMax: 0,
};

/**
 * The faults of one run. Each kind is left out of half of the runs, so that some runs have one kind
 * alone and it is not masked by the others (swarm testing: Groce et al., ISSTA 2012).
 */
export function drawFaultRates(random: SeededRandom): FaultRates {
  if (random.chance(0.15)) return noFaults;
  const strength = random.pick([0.02, 0.05, 0.12]);
  const rate = () => (random.chance(0.5) ? 0 : strength * random.next());
  return {
    before: rate(),
    after: rate(),
    notMade: rate(),
    zombie: rate(),
    conflict: rate(),
    slow: rate(),
    read: rate() / 4,
    snapshotMissing: random.chance(0.5) ? 0 : 0.3,
    snapshotDamaged: random.chance(0.5) ? 0 : 0.2,
    slowMsMax: random.pick([500, 5_000, 40_000]),
  };
}
