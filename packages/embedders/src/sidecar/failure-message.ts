import {
  EmbedderCircuitOpenError,
  EmbedderCrashedError,
  EmbedderError,
  type EmbedderErrorCode,
  EmbedderOverloadedError,
  EmbedderResponseError,
  EmbedderTimeoutError,
  EmbedderUnavailableError,
  InferenceRuntimeError,
  InvalidEmbeddingError,
} from "../errors.js";
import { frameKinds } from "./frame.js";
import { decodeJsonObject, encodeJsonFrame } from "./json-frame.js";

type Rebuild = (message: string, ms: number) => EmbedderError;

/** The errors that an embed call can end with; the numbers are those they are made from. */
const rebuilds: Readonly<Partial<Record<EmbedderErrorCode, Rebuild>>> = {
  ERR_EMBEDDER_CIRCUIT_OPEN: (_, ms) => new EmbedderCircuitOpenError(ms),
  ERR_EMBEDDER_CRASHED: (message) => new EmbedderCrashedError(message),
  ERR_EMBEDDER_OVERLOADED: (message) => new EmbedderOverloadedError(message),
  ERR_EMBEDDER_RESPONSE: (message) => new EmbedderResponseError(message),
  ERR_EMBEDDER_RUNTIME: (message) => new InferenceRuntimeError(message),
  ERR_EMBEDDER_TIMEOUT: (_, ms) => new EmbedderTimeoutError(ms),
  ERR_EMBEDDER_UNAVAILABLE: (message) => new EmbedderUnavailableError(message),
  ERR_EMBEDDING_INVALID: (message) => new InvalidEmbeddingError(message),
};

/** An error as a frame. One that is not ours tells its message, and is of no known code. */
export function encodeFailure(requestId: number, error: unknown): Buffer {
  return encodeJsonFrame(frameKinds.failure, requestId, {
    code: error instanceof EmbedderError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    ms: millisecondsOf(error),
  });
}

/**
 * The error that the sidecar's embedder ended with.
 *
 * @throws {@link EmbedderResponseError} if the payload is not what {@link encodeFailure} writes.
 */
export function decodeFailure(payload: Buffer): EmbedderError {
  const { code, message, ms } = decodeJsonObject(payload);
  const text = typeof message === "string" ? message : "no reason was given";
  const rebuild =
    typeof code === "string" && Object.hasOwn(rebuilds, code)
      ? rebuilds[code as EmbedderErrorCode]
      : undefined;
  if (rebuild === undefined) return new EmbedderUnavailableError(`the sidecar failed: ${text}`);
  return rebuild(text, typeof ms === "number" && ms >= 0 ? ms : 0);
}

function millisecondsOf(error: unknown): number | null {
  if (error instanceof EmbedderCircuitOpenError) return error.retryAfterMs;
  return error instanceof EmbedderTimeoutError ? error.timeoutMs : null;
}
