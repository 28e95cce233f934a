/**
 * The text cut to at most `lengthMax` UTF-16 units, at the end of a word where there is one in the
 * second half, with `…` in place of what is missing. Never splits a surrogate pair.
 */
export function cutAtWord(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  let end = Math.max(0, lengthMax - 1);
  const space = text.lastIndexOf(" ", end);
  if (space > end / 2) end = space;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}
