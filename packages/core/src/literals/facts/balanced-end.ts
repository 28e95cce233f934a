const openerOf: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** What ends a sentence or emphasises a word rather than belongs to what stands before it. */
const trailing = ".,;:!?'*…";

/**
 * Where an address or a path ends inside a run of the characters it may hold: before a bracket that
 * closes more than was opened, and before the punctuation of the sentence around it.
 */
export function balancedEnd(text: string, start: number, runEnd: number): number {
  const open: Record<string, number> = { "(": 0, "[": 0, "{": 0 };
  let end = start;
  for (; end < runEnd; end++) {
    const character = text.charAt(end);
    const opener = openerOf.get(character);
    const closed = opener === undefined ? undefined : open[opener];
    if (closed === 0) break;
    if (opener !== undefined && closed !== undefined) open[opener] = closed - 1;
    else if ("([{".includes(character)) open[character] = (open[character] ?? 0) + 1;
  }
  while (end > start && trailing.includes(text.charAt(end - 1))) end -= 1;
  return end;
}
