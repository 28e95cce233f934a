import { type Route, routes, successStatuses } from "@semvec/contract";
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

/** How a stream is opened. */
export interface OpenOptions extends SendOptions {
  readonly lastEventId?: string | undefined;
}

/** An answer that is read while it comes. */
export interface OpenStream {
  /** Method and route, for errors. */
  readonly name: string;
  readonly origin: string;
  readonly chunks: AsyncIterable<Uint8Array>;
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
  send(route: Route, parts: RequestParts, options: SendOptions): Promise<HttpAnswer> {
    return this.#retried(route, options, () => this.#sendOnce(route, parts, options.signal));
  }

  /**
   * Opens a stream of events.
   *
   * @throws SemvecHttpError, SemvecNetworkError, MalformedResponseError, or the signal's reason
   */
  open(route: Route, parts: RequestParts, options: OpenOptions): Promise<OpenStream> {
    return this.#retried(route, options, () => this.#openOnce(route, parts, options));
  }

  async #retried<T>(
    route: Route,
    { signal, retriesMax }: SendOptions,
    attempt: () => Promise<T>,
  ): Promise<T> {
    for (let triesBefore = 0; ; triesBefore += 1) {
      try {
        return await attempt();
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
    if (!successStatuses(route).includes(response.status) && !isNotReady(route, response)) {
      throw new SemvecHttpError(name, errorAnswer(response, text));
    }
    const { headers } = response;
    if (route.contentType !== undefined) return { body: text, headers };
    try {
      return { body: JSON.parse(text), headers };
    } catch (cause) {
      throw new MalformedResponseError(name, response.status, "JSON", { cause });
    }
  }

  async #openOnce(
    route: Route,
    parts: RequestParts,
    { signal, lastEventId }: OpenOptions,
  ): Promise<OpenStream> {
    const { url, init } = httpRequest(this.#destination, route, parts);
    const name = `${init.method} ${route.path}`;
    const { origin } = new URL(url);
    const headers = {
      ...init.headers,
      accept: route.contentType ?? "application/json",
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    };
    const response = await this.#fetched(name, url, { ...init, headers, signal: signal ?? null });
    if (response.status !== route.status) {
      throw new SemvecHttpError(name, errorAnswer(response, await textOf(name, origin, response)));
    }
    const isStream = response.headers.get("content-type")?.startsWith(headers.accept) ?? false;
    if (response.body === null || !isStream) {
      await response.body?.cancel();
      throw new MalformedResponseError(name, response.status, "a stream of events");
    }
    return { name, origin, chunks: chunksOf(response.body) };
  }

  async #exchange(
    name: string,
    url: string,
    init: RequestInit,
  ): Promise<{ readonly response: Response; readonly text: string }> {
    const response = await this.#fetched(name, url, init);
    return { response, text: await textOf(name, new URL(url).origin, response) };
  }

  async #fetched(name: string, url: string, init: RequestInit): Promise<Response> {
    try {
      // Called as a plain function: a browser's fetch refuses any other `this` than the window.
      const send = this.#fetch;
      return await send(url, init);
    } catch (cause) {
      throw new SemvecNetworkError(name, new URL(url).origin, cause);
    }
  }
}

async function textOf(name: string, origin: string, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw new SemvecNetworkError(name, origin, cause);
  }
}

/** Not every browser can iterate over a stream. Whoever stops reading ends the request. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
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
