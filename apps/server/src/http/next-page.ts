/** Query of a page, its cursor and limit among it; what is absent is left out. */
export interface PageQuery {
  readonly [name: string]: string | number | undefined;
  readonly cursor: string;
  readonly limit: number;
}

/** Headers that lead to the next page (RFC 8288). */
export function nextPage(path: string, query: PageQuery): Record<string, string> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return { "X-Next-Cursor": query.cursor, Link: `<${path}?${parameters}>; rel="next"` };
}
