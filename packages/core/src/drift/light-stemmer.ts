/**
 * Strips the commonest English suffixes: plural, `-ing`, `-ed`, `-ly`, a final `e`.
 *
 * A light stemmer in the sense of Harman, "How effective is suffixing?" (JASIS 42, 1991): it only
 * has to bring the forms of one word together, within a few turns of one conversation.
 *
 * @param word - lower-case word
 *
 * @example
 * ```ts
 * lightStem("reservations"); // "reservation"
 * lightStem("booked"); // "book"
 * ```
 */
export function lightStem(word: string): string {
  let stem = word.endsWith("'s") ? word.slice(0, -2) : word;
  stem = withoutPlural(stem);
  if (stem.length > 5 && stem.endsWith("ing")) stem = withoutDoubling(stem.slice(0, -3));
  else if (stem.length > 4 && stem.endsWith("ed")) stem = withoutDoubling(stem.slice(0, -2));
  if (stem.length > 4 && stem.endsWith("e")) stem = stem.slice(0, -1);
  if (stem.length > 4 && stem.endsWith("ly")) stem = stem.slice(0, -2);
  return stem;
}

function withoutPlural(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith("sses")) return word.slice(0, -2);
  const plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us");
  return plural && word.length > 3 ? word.slice(0, -1) : word;
}

/** `plann` → `plan`; `tell`, `miss` and `buzz` keep their double letter. */
function withoutDoubling(word: string): string {
  const last = word.at(-1) ?? "";
  return last === word.at(-2) && !"lsz".includes(last) ? word.slice(0, -1) : word;
}
