import { type EmbedderLimit, limit } from "../embedder-limit.js";

/** Texts that may wait for the inference worker, at most; beyond, calls are refused. */
export const queuedTextsMax = 1_024;

/** Restarts of the worker in a row, with no text answered between, before the embedder gives up. */
export const restartsInRowMax = 3;

/**
 * How long the worker may hold texts without an answer, in milliseconds; then it is ended as if it
 * had crashed. The longest text takes it a second.
 */
export const inferenceSilenceMs = 30_000;

/** How long the worker may take to end by itself, in milliseconds; then it is made to. */
export const inferenceCloseMs = 5_000;

/** All of them, for the reference. */
export const inferenceLimits: readonly EmbedderLimit[] = [
  limit("queuedTextsMax", queuedTextsMax, "texts", "wait for the bundled model; 503"),
  limit("restartsInRowMax", restartsInRowMax, "restarts", "of its process in a row; then 503"),
  limit("inferenceSilenceMs", inferenceSilenceMs, "ms", "without an answer of it; ended, 503"),
  limit("inferenceCloseMs", inferenceCloseMs, "ms", "for it to end by itself; then it is made to"),
];
