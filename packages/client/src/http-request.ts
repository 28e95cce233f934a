import { fillPath, type Route } from "@semvec/contract";

/** The parts of a request as a route's types give them, before encoding. */
export interface RequestParts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Where a client sends, and with which licence. */
export interface Destination {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly token?: string | undefined;
}

/** What `fetch` takes. */
export interface HttpRequest {
  readonly url: string;
  readonly init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: "error";
  };
}

/**
 * Encodes a request. Redirects are refused: the service sends none, and following one would hand
 * a conversation to another host.
 *
 * @throws PathParameterError for a path parameter that no URL can carry
 */
export function httpRequest(
  destination: Destination,
  route: Route,
  parts: RequestParts,
): HttpRequest {
  const { baseUrl, token } = destination;
  const path = fillPath(route.path, textFields(parts.params));
  const query = new URLSearchParams(textFields(parts.query)).toString();
  const body = route.body === undefined ? undefined : JSON.stringify(parts.body ?? {});
  return {
    url: `${baseUrl}${path}${query === "" ? "" : `?${query}`}`,
    init: {
      method: route.method.toUpperCase(),
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body }),
      redirect: "error",
    },
  };
}

/** Numbers and booleans as text; absent ones are left out, and `null` means absent. */
function textFields(fields: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
