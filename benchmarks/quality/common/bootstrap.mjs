/** Resamples of a bootstrap. */
export const resampleCount = 2000;

/** Every interval is drawn with this seed, so a second run prints the same report. */
export const bootstrapSeed = 20240817;

/** Bounds of the middle 95 %. */
const lowerQuantile = 0.025;
const upperQuantile = 0.975;

/**
 * Uniform numbers in [0, 1) that a seed fixes (mulberry32).
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A number with its 95 % confidence interval.
 *
 * @typedef {{ value: number, low: number, high: number }} Estimate
 */

/**
 * Percentile bootstrap (Efron, 1979) of statistics that share their resamples.
 *
 * @param {readonly number[]} strata - sizes of the groups that are resampled each for itself
 * @param {(counts: Uint16Array) => number[]} statistics - of a sample, given how often each item
 *   is in it; items are numbered through the strata
 * @returns {Estimate[]}
 */
export function bootstrap(strata, statistics) {
  const size = strata.reduce((sum, stratum) => sum + stratum, 0);
  const values = statistics(new Uint16Array(size).fill(1));
  const random = seededRandom(bootstrapSeed);
  const samples = values.map(() => new Float64Array(resampleCount));
  const counts = new Uint16Array(size);
  for (let resample = 0; resample < resampleCount; resample++) {
    counts.fill(0);
    let start = 0;
    for (const stratum of strata) {
      for (let i = 0; i < stratum; i++) counts[start + Math.floor(random() * stratum)]++;
      start += stratum;
    }
    statistics(counts).forEach((value, i) => {
      samples[i][resample] = value;
    });
  }
  return values.map((value, i) => {
    const sorted = samples[i].sort();
    return { value, low: quantile(sorted, lowerQuantile), high: quantile(sorted, upperQuantile) };
  });
}

/** @param {Float64Array} sorted @param {number} share */
function quantile(sorted, share) {
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/**
 * Means of the columns of a table, with intervals over its rows.
 *
 * @param {readonly (readonly (readonly number[])[])[]} strata - rows of numbers, by stratum
 * @returns {Estimate[]}
 */
export function bootstrapMeans(strata) {
  const rows = strata.flat();
  const width = rows[0]?.length ?? 0;
  return bootstrap(
    strata.map((stratum) => stratum.length),
    (counts) => {
      const sums = new Array(width).fill(0);
      rows.forEach((row, i) => {
        for (let column = 0; column < width; column++) sums[column] += counts[i] * row[column];
      });
      return sums.map((sum) => sum / rows.length);
    },
  );
}
