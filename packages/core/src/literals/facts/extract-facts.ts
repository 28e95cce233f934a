import { InvalidArgumentError } from "../../errors.js";
import { textLengthMax } from "../../memory/memory-limits.js";
import type { ExtractedFact, FactFinder } from "./extracted-fact.js";
import { findAmounts } from "./find-amounts.js";
import { findDates } from "./find-dates.js";
import { findEmails } from "./find-emails.js";
import { findIbans } from "./find-ibans.js";
import { findPaths } from "./find-paths.js";
import { findSymbols } from "./find-symbols.js";
import { findUrls } from "./find-urls.js";
import { findUuids } from "./find-uuids.js";
import { findVersions } from "./find-versions.js";
import { resolveOverlaps } from "./resolve-overlaps.js";

const finders: readonly FactFinder[] = [
  findUrls,
  findEmails,
  findUuids,
  findIbans,
  findDates,
  findVersions,
  findAmounts,
  findPaths,
  findSymbols,
];

/**
 * Finds what a paraphrase would spoil: addresses, dates, amounts with units, account numbers with
 * right check digits, versions, paths, symbols of code. Prefers to find nothing over finding
 * something that is not exactly there. Month names and unit words are English.
 *
 * Time grows linearly with the text, whatever the text: every pattern is either a run of one class
 * of characters or bounded in length.
 *
 * @param text - at most 100 000 UTF-16 units
 * @returns facts in the order of the text; no two overlap
 * @throws InvalidArgumentError when the text is longer
 *
 * @example
 * ```ts
 * extractFacts("Pay €1,234.50 by 8 May 2023.").map((fact) => [fact.text, fact.normalized]);
 * // [["€1,234.50", "1234.50 EUR"], ["8 May 2023", "2023-05-08"]]
 * ```
 */
export function extractFacts(text: string): ExtractedFact[] {
  if (text.length > textLengthMax) {
    throw new InvalidArgumentError(`a text is longer than ${textLengthMax} characters`);
  }
  const candidates = finders.flatMap((find) => [...find(text)]);
  return resolveOverlaps(candidates, text.length).map(({ kind, start, end, normalized }) => ({
    kind,
    text: text.slice(start, end),
    start,
    end,
    normalized,
  }));
}
