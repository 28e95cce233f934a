import { type EmbedderLimit, limit } from "../embedder-limit.js";

/** Texts in one request; a call with more is sent in several, one after the other. */
export const sidecarRequestTextsMax = 64;

/** Bytes that the texts of one request take, at which a call is split: 256 KiB. */
export const sidecarRequestBytes = 256 * 1024;

/** Bytes in the payload of one frame from a client, at most: 1 MiB. Beyond, it is cut off. */
export const requestPayloadBytesMax = 1024 * 1024;

/** Bytes in the payload of one frame from the sidecar, at most: 8 MiB. */
export const answerPayloadBytesMax = 8 * 1024 * 1024;

/** Connections to a sidecar, at most; beyond, they are closed unanswered. */
export const sidecarConnectionsMax = 64;

/** Texts of one connection that a sidecar holds, at most; beyond, requests are refused. */
export const connectionTextsMax = 512;

/** Texts that a sidecar holds, at most; beyond, requests are refused. */
export const sidecarTextsMax = 1_024;

/** Milliseconds that one frame may take to arrive, and that a new connection may say nothing. */
export const frameTimeoutMs = 10_000;

/** Milliseconds that a client may leave answers unread before it is cut off. */
export const unreadAnswersTimeoutMs = 30_000;

/** Milliseconds that requests under way may take to end when a sidecar closes. */
export const sidecarDrainTimeoutMs = 10_000;

/** Milliseconds that a request to a sidecar may take, unless configured. */
export const sidecarTimeoutMs = 10_000;

/** Milliseconds that connecting to a sidecar and its first answer may take. */
export const sidecarConnectTimeoutMs = 1_000;

/** Milliseconds that a call waits for a sidecar that is being restarted. */
export const sidecarAbsenceMs = 3_000;

/** Embed calls under way at once, at most; beyond, calls are refused. */
export const sidecarCallsMax = 1_024;

/** All of them, for the reference. */
export const sidecarLimits: readonly EmbedderLimit[] = [
  limit(
    "sidecarRequestTextsMax",
    sidecarRequestTextsMax,
    "texts",
    "one request to a sidecar; split",
  ),
  limit("sidecarRequestBytes", sidecarRequestBytes, "bytes", "the same, of several texts; split"),
  limit("requestPayloadBytesMax", requestPayloadBytesMax, "bytes", "a frame to a sidecar; cut off"),
  limit("answerPayloadBytesMax", answerPayloadBytesMax, "bytes", "a frame from it; cut off"),
  limit("sidecarConnectionsMax", sidecarConnectionsMax, "connections", "of a sidecar; closed"),
  limit("connectionTextsMax", connectionTextsMax, "texts", "a sidecar holds of one client; 503"),
  limit("sidecarTextsMax", sidecarTextsMax, "texts", "a sidecar holds; 503"),
  limit("sidecarCallsMax", sidecarCallsMax, "calls", "to a sidecar at once, of one server; 503"),
  limit("sidecarTimeoutMs", sidecarTimeoutMs, "ms", "for a sidecar to answer a request; 503"),
  limit("sidecarAbsenceMs", sidecarAbsenceMs, "ms", "that a sidecar is waited for; 503"),
  limit("sidecarConnectTimeoutMs", sidecarConnectTimeoutMs, "ms", "for it to take a connection"),
  limit("frameTimeoutMs", frameTimeoutMs, "ms", "for a frame to arrive at a sidecar; cut off"),
  limit("unreadAnswersTimeoutMs", unreadAnswersTimeoutMs, "ms", "answers stay unread; cut off"),
  limit("sidecarDrainTimeoutMs", sidecarDrainTimeoutMs, "ms", "requests may take when it stops"),
];
