import { type Route, routes } from "@semvec/contract";
import { errorAnswer } from "./error-answer.js";
import { MalformedResponseError, SemvecHttpError, SemvecNetworkError } from "./errors.js";
import { type Destination, httpRequest, type RequestParts } from "./http-request.js";
import { retryDelayMs } from "./retry-policy.js";
import { wait } from "./wait.js";

/** How one call is made. */
export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retriesMax: number;
}

/** A successful answer. */
export interface HttpAnswer {
  /** Parsed JSON, or text for a route of another content type. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Sends requests of the route table, again where that is safe, and reads their answers. */
export class Transport {
  readonly #destination: Destination;
  readonly #fetch: typeof fetch;

  constructor(destination: Destination, fetchFunction: typeof fetch) {
    this.#destination = destination;
    this.#fetch = fetchFunction;
  }

  /**
   * @throws SemvecHttpError, SemvecNetworkError, MalformedResponseError, or the signal's reason
   */
  async send(route: Route, parts: RequestParts, options: SendOptions): Promise<HttpAnswer> {
    const { signal, retriesMax } = options;
    for (let triesBefore = 0; ; triesBefore += 1) {
      try {
        return await this.#sendOnce(route, parts, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const delayMs =
          triesBefore < retriesMax ? delayAfter(error, route, triesBefore) : undefined;
        if (delayMs === undefined) throw error;
        await wait(delayMs, signal);
      }
    }
  }

  async #sendOnce(route: Route, parts: RequestParts, signal?: AbortSignal): Promise<HttpAnswer> {
    const { url, init } = httpRequest(this.#destination, route, parts);
    const name = `${init.method} ${route.path}`;
    const { response, text } = await this.#exchange(name, url, { ...init, signal: signal ?? null });
    if (response.status !== route.status && !isNotReady(route, response)) {
      throw new SemvecHttpError(name, errorAnswer(response, text));
    }
    const { headers } = response;
    if (route.contentType !== undefined) return { body: text, headers };
    try {
      return { body: JSON.parse(text), headers };
    } catch (cause) {
      throw new MalformedResponseError(name, response.status, { cause });
    }
  }

  async #exchange(
    name: string,
    url: string,
    init: RequestInit,
  ): Promise<{ readonly response: Response; readonly text: string }> {
    try {
      // Called as a plain function: a browser's fetch refuses any other `this` than the window.
      const send = this.#fetch;
      const response = await send(url, init);
      return { response, text: await response.text() };
    } catch (cause) {
      throw new SemvecNetworkError(name, new URL(url).origin, cause);
    }
  }
}

/** "Not ready" is an answer of the readiness probe, not a failure to give one. */
function isNotReady(route: Route, response: Response): boolean {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return route.path === routes.readyz.path && response.status === 503 && isJson;
}

function delayAfter(error: unknown, route: Route, triesBefore: number): number | undefined {
  const failed = { method: route.method, triesBefore, random: Math.random() };
  if (error instanceof SemvecNetworkError) return retryDelayMs(failed);
  if (!(error instanceof SemvecHttpError)) return undefined;
  const { status, retryAfterSeconds } = error;
  return retryDelayMs({ ...failed, status, retryAfterSeconds });
}
