import { fillPath } from "@semvec/contract";

/** Which page comes next. */
export interface NextPage {
  /** Template of the list's route, and its parameters. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly cursor: string;
  readonly limit: number;
}

/** Headers that lead to the next page (RFC 8288). */
export function nextPage({ path, params = {}, cursor, limit }: NextPage): Record<string, string> {
  const url = `${fillPath(path, params)}?${new URLSearchParams({ cursor, limit: String(limit) })}`;
  return { "X-Next-Cursor": cursor, Link: `<${url}>; rel="next"` };
}
