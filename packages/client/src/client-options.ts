import { ClientConfigError } from "./errors.js";
import type { Destination } from "./http-request.js";
import { retriesMaxDefault } from "./retry-policy.js";

/** Most retries that may be asked for. */
export const retriesMaxLimit = 10;

/** What a {@link SemvecClient} is made with. */
export interface SemvecClientOptions {
  /** Where the service listens, such as `http://127.0.0.1:8080`; a path prefix is kept. */
  readonly baseUrl: string;
  /** Licence token, sent as `Authorization: Bearer`. Default: none, for anonymous mode. */
  readonly token?: string | undefined;
  /** Does the requests, for instance through a proxy agent. Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Most times a request is sent again, 0..10. Default 3. */
  readonly retriesMax?: number | undefined;
}

/** The options with their defaults filled in. */
export interface ResolvedClientOptions {
  readonly destination: Destination;
  readonly fetch: typeof fetch;
  readonly retriesMax: number;
}

/** @throws ClientConfigError */
export function readClientOptions(options: SemvecClientOptions): ResolvedClientOptions {
  const { token, retriesMax = retriesMaxDefault } = options;
  // Checked here, for the error of `fetch` would quote the header, and the token with it.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new ClientConfigError("the token is empty or holds blanks; pass the token alone");
  }
  if (!Number.isInteger(retriesMax) || retriesMax < 0 || retriesMax > retriesMaxLimit) {
    throw new ClientConfigError(`retriesMax must be a whole number from 0 to ${retriesMaxLimit}`);
  }
  const destination = { baseUrl: readBaseUrl(options.baseUrl), token };
  return { destination, fetch: options.fetch ?? globalThis.fetch, retriesMax };
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ClientConfigError("baseUrl must be an http(s) URL, such as http://127.0.0.1:8080");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ClientConfigError("baseUrl may hold a host and a path, nothing else");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
