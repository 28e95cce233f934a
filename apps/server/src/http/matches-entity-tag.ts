/**
 * Whether an `If-None-Match` header names an entity tag, compared weakly (RFC 9110 §13.1.2). What
 * is no list of tags names none, and the whole answer is sent.
 *
 * @param tag - strong, quoted, without a comma
 */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const named = header.split(",").map((item) => item.trim().replace(/^W\//, ""));
  return header.trim() === "*" || named.includes(tag);
}
