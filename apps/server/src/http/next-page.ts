import { fillPath } from "@semvec/contract";

/** Which page comes next. */
export interface NextPage {
  /** Template of the list's route, and its parameters. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly cursor: string;
  readonly limit: number;
  /** Further fields of the list's query; what is absent is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/** Headers that lead to the next page (RFC 8288). */
export function nextPage(page: NextPage): Record<string, string> {
  const { path, params = {}, cursor, limit, query = {} } = page;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ cursor, limit, ...query })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const url = `${fillPath(path, params)}?${parameters}`;
  return { "X-Next-Cursor": cursor, Link: `<${url}>; rel="next"` };
}
