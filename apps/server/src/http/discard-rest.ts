import type { IncomingMessage } from "node:http";

/** How much of a body that nobody wants is read before its connection is closed. */
export const discardLimits = {
  /** Time for the rest of it to arrive. */
  timeoutMs: 2_000,
  /** Bytes of the rest of it. */
  bytesMax: 32 * 1024 * 1024,
} as const;

/**
 * Reads the rest of a request and throws it away, until it ends, its client leaves, or a limit is
 * reached. A connection that is closed with unread bytes is reset, and the reset takes away the
 * answer that a client which is still writing has not read yet.
 */
export function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > discardLimits.bytesMax) settle();
    };
    const settle = (): void => {
      clearTimeout(timer);
      request.off("data", onData).off("end", settle).off("close", settle);
      resolve();
    };
    const timer = setTimeout(settle, discardLimits.timeoutMs);
    // A stream that fails says so to a listener or to the whole process; it closes either way.
    request.on("error", () => {});
    request.on("data", onData).on("end", settle).on("close", settle);
  });
}
