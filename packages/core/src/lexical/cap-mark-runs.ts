/** Combining marks in a row that are kept; no writing system needs more. */
export const markRunMax = 30;

/** The halfwidth sound marks are letters, and become combining marks in NFKC. */
const mark = "[\\p{M}\\uFF9E\\uFF9F]";
const longRun = new RegExp(`(?<!${mark})(${mark}{${markRunMax}})${mark}+`, "gu");

/**
 * Drops the combining marks beyond the first {@link markRunMax} of a run.
 *
 * Normalisation sorts the marks of a run in quadratic time: 100 000 of them take seconds. The
 * Stream-Safe Text Format (Unicode Standard Annex #15, section 13) ends runs at this length for
 * that reason.
 */
export function capMarkRuns(text: string): string {
  return text.replace(longRun, "$1");
}
