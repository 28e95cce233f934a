import { EmbedderResponseError } from "../errors.js";
import { type FrameKind, headerBytes, newFrame } from "./frame.js";

/** A frame whose payload is JSON in UTF-8. */
export function encodeJsonFrame(kind: FrameKind, requestId: number, value: unknown): Buffer {
  const text = JSON.stringify(value);
  const frame = newFrame(kind, requestId, Buffer.byteLength(text));
  frame.write(text, headerBytes, "utf8");
  return frame;
}

/** @throws {@link EmbedderResponseError} if the payload is not a JSON object. */
export function decodeJsonObject(payload: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString("utf8"));
  } catch {
    value = undefined;
  }
  return objectOf(value);
}

/** @throws {@link EmbedderResponseError} if it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new EmbedderResponseError("the sidecar's answer is not what was asked for");
}
