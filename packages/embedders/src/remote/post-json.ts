import {
  type ClientRequest,
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { request as httpsRequest } from "node:https";
import {
  EmbedderError,
  EmbedderResponseError,
  EmbedderTimeoutError,
  EmbedderUnavailableError,
} from "../errors.js";

/** Bytes of a response body, at most: 4 MB. */
export const responseBytesMax = 4 * 1024 * 1024;

/** Milliseconds that making a connection may take. */
export const connectTimeoutMs = 1_000;

/** One request. */
export interface PostOptions {
  readonly agent: HttpAgent;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Posts JSON and reads JSON.
 *
 * Node's own HTTP client, not `fetch`: it follows no redirect, heeds no proxy variable, and lets
 * the agent check the address that is dialled. No error quotes the answer.
 *
 * @throws {@link EmbedderTimeoutError} after `timeoutMs`, or if no connection is made in 1 s.
 * @throws {@link EmbedderResponseError} for another status than 200, a body that is too large, or
 *   one that is not JSON.
 * @throws {@link EmbedderUnavailableError} if the connection fails.
 */
export async function postJson(url: URL, body: unknown, options: PostOptions): Promise<unknown> {
  const { timeoutMs, signal } = options;
  signal.throwIfAborted();
  const giveUp = new AbortController();
  const abort = (): void => giveUp.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const deadline = setTimeout(() => giveUp.abort(new EmbedderTimeoutError(timeoutMs)), timeoutMs);
  try {
    return await readJson(await deliver(url, Buffer.from(JSON.stringify(body)), options, giveUp));
  } catch (error) {
    // A request that is given up fails with an error of the socket; the reason says more.
    if (giveUp.signal.aborted) throw giveUp.signal.reason;
    giveUp.abort();
    throw describe(error);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", abort);
  }
}

/** A kept connection that its server closed while a request was on its way there. */
class ConnectionClosedError extends Error {}

/** Sends again as long as kept connections prove to be closed; each is used once more at most. */
async function deliver(
  url: URL,
  payload: Buffer,
  options: PostOptions,
  giveUp: AbortController,
): Promise<IncomingMessage> {
  for (;;) {
    try {
      return await send(url, payload, options, giveUp);
    } catch (error) {
      if (!(error instanceof ConnectionClosedError) || giveUp.signal.aborted) throw error;
    }
  }
}

function send(
  url: URL,
  payload: Buffer,
  { agent, headers }: PostOptions,
  giveUp: AbortController,
): Promise<IncomingMessage> {
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = open(url, {
    method: "POST",
    agent,
    signal: giveUp.signal,
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": payload.length,
      accept: "application/json",
    },
  });
  limitConnecting(request, giveUp);
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    // Stays on: a request that is given up later must not fail without a listener.
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === "ECONNRESET" || error.code === "EPIPE";
      reject(request.reusedSocket && isClosed ? new ConnectionClosedError() : error);
    });
    request.end(payload);
  });
}

function limitConnecting(request: ClientRequest, giveUp: AbortController): void {
  request.once("socket", (socket) => {
    if (!socket.connecting) return;
    const timeOut = (): void => giveUp.abort(new EmbedderTimeoutError(connectTimeoutMs));
    const timer = setTimeout(timeOut, connectTimeoutMs);
    const stop = (): void => clearTimeout(timer);
    socket.once("connect", stop);
    socket.once("close", stop);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    throw new EmbedderResponseError("the embedder answered with a redirect; none is followed");
  }
  if (status !== 200) {
    throw new EmbedderResponseError(`the embedder answered with status ${status}`, status);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > responseBytesMax) {
      throw new EmbedderResponseError(`the embedder answered more than ${responseBytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    // The parser's own message quotes the text, so it is not passed on.
    throw new EmbedderResponseError("the embedder's answer is not JSON");
  }
}

/** Errors of ours go through; those of the network become ours. */
function describe(error: unknown): EmbedderError {
  if (error instanceof EmbedderError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
  return new EmbedderUnavailableError(`the embedder cannot be reached (${code})`, { cause: error });
}
