import { type HttpMethod, pathParameters, type RouteEntry } from "@semvec/contract";

/** What the route table says of a request's method and path. */
export interface RouteMatch {
  /** Absent: no route, or none for this method. */
  readonly route?: RouteEntry;
  /** Path parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Methods that the path is served under, upper case; empty when no route has it. */
  readonly allowed: readonly string[];
}

interface Pattern {
  readonly route: RouteEntry;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

const noMatch: RouteMatch = { params: {}, allowed: [] };

/**
 * Finds the route of a request.
 *
 * Express's router would match and run at once, and answer `OPTIONS` by itself; here a request is
 * matched first, for its labels and its kind of authentication, and refused with 404 or 405 only
 * after it has been authenticated.
 */
export class RouteMatcher {
  readonly #patterns: readonly Pattern[];

  constructor(routes: readonly RouteEntry[]) {
    this.#patterns = routes.map(compile);
  }

  /** @param path - without the query, as it was sent */
  match(method: string, path: string): RouteMatch {
    const wanted = method === "HEAD" ? "get" : (method.toLowerCase() as HttpMethod);
    const candidates = this.#patterns.filter(({ expression }) => expression.test(path));
    const found = candidates.find(({ route }) => route.method === wanted);
    if (found === undefined) return { ...noMatch, allowed: allowedMethods(candidates) };
    const params = readParams(found, path);
    return params === undefined ? noMatch : { route: found.route, params, allowed: [] };
  }
}

/**
 * Literal text is escaped, and a parameter is one segment. The slash at the end of a collection
 * root may be left out; see `pathForms` for why no other path takes one. A parameter that takes
 * the rest of the path takes all its slashes, one at the end too.
 */
function compile(route: RouteEntry): Pattern {
  const names = pathParameters(route.path);
  const literals = route.path
    .replace(/\/$/, "")
    .split(/\{[a-z_]+\}/)
    .map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const groups = names.map(() => "([^/]+)");
  if (route.restOfPath) groups[groups.length - 1] = "(.+)";
  const source = literals.map((literal, index) => literal + (groups[index] ?? "")).join("");
  const slash = route.path.endsWith("/") ? "/?" : "";
  return { route, expression: new RegExp(`^${source}${slash}$`), names };
}

/** `undefined` when a segment is not valid percent-encoded UTF-8: no resource has such a name. */
function readParams(pattern: Pattern, path: string): Record<string, string> | undefined {
  const values = pattern.expression.exec(path)?.slice(1) ?? [];
  try {
    return Object.fromEntries(
      pattern.names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]),
    );
  } catch {
    return undefined;
  }
}

function allowedMethods(candidates: readonly Pattern[]): string[] {
  const methods = new Set(candidates.map(({ route }) => route.method.toUpperCase()));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}
