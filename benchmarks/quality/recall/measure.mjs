import { sanitizeText } from "../common/core-internals.mjs";

/** @typedef {import("./load-session.mjs").Found} Found */
/** @typedef {import("./read-conversations.mjs").Question} Question */
/** @typedef {import("./read-conversations.mjs").Turn} Turn */

/** Depths at which recall is measured. */
const depths = [5, 10, 20];

/** What {@link measure} gives, in its order. */
export const measureNames = ["R@5", "R@10", "R@20", "1 424 tokens", "350 tokens"];

/**
 * Shares of a question's evidence that a system found: among its first turns, and whole inside its
 * contexts.
 *
 * @param {Found} found
 * @param {Question} question
 * @param {readonly Turn[]} turns
 * @returns {number[]}
 */
export function measure({ places, contexts }, { evidence }, turns) {
  const share = (/** @type {(place: number) => boolean} */ isFound) => {
    return evidence.filter(isFound).length / evidence.length;
  };
  return [
    ...depths.map((depth) => {
      const top = new Set(places.slice(0, depth));
      return share((place) => top.has(place));
    }),
    ...contexts.map((context) => {
      return share((place) => context.includes(sanitizeText(turns[place]?.text ?? "")));
    }),
  ];
}
