import { PathParameterError } from "../errors.js";

const PARAMETER = /\{([a-z_]+)\}/g;

/**
 * The forms a path is served under, the template's own first: a collection root with and without
 * its trailing slash, any other path as it is.
 *
 * Clients send collection roots either way, and a redirect would lose the body of a `POST`. Other
 * paths are strict: a client that resolves `..` turns `/v1/session/a/entities/..` into
 * `/v1/session/a/`, and a `DELETE` of that must not find the session.
 *
 * @example
 * ```ts
 * pathForms("/v1/session/"); // ["/v1/session/", "/v1/session"]
 * pathForms("/v1/run"); // ["/v1/run"]
 * ```
 */
export function pathForms(path: string): readonly string[] {
  return path.endsWith("/") ? [path, path.slice(0, -1)] : [path];
}

/** Names of the `{parameter}` segments of a path template, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(PARAMETER)].map(([, name]) => name as string);
}

/**
 * Fills the parameters of a path template, percent-encoded.
 *
 * @throws PathParameterError when one is missing, or is one that URL parsers take for a step
 *   within the path (`.`, `..`, empty) or that no UTF-8 can carry
 *
 * @example
 * ```ts
 * fillPath("/v1/session/{session_id}/reset", { session_id: "a:b" }); // "/v1/session/a%3Ab/reset"
 * ```
 */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(PARAMETER, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) throw new PathParameterError(name, "is missing");
    if (value === "" || value === "." || value === "..") {
      throw new PathParameterError(name, `cannot be ${JSON.stringify(value)}`);
    }
    if (/\p{Surrogate}/u.test(value)) {
      throw new PathParameterError(name, "holds a lone surrogate");
    }
    return encodeURIComponent(value);
  });
}
