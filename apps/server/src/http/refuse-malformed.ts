import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { discardLimits } from "./discard-rest.js";
import type { RequestRecorder } from "./request-recorder.js";

interface Refusal {
  readonly status: number;
  readonly detail: string;
}

/**
 * Answers what is no HTTP on the bare connection, for it never becomes a request, and records it.
 * For `clientError` of a node:http server.
 */
export function refuseMalformed(
  record: RequestRecorder,
  headerBytesMax: number,
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  const refused = new WeakSet<Duplex>();
  return (error, socket) => {
    // The parser fails anew on all that comes after, which so is discarded.
    if (refused.has(socket)) return;
    const { code = "" } = error;
    if (!socket.writable || code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    refused.add(socket);
    const startedMs = performance.now();
    const requestId = randomUUID();
    const { status, detail } = refusalOf(code, headerBytesMax);
    socket.end(answer(status, detail, requestId), () => {
      const durationMs = performance.now() - startedMs;
      const method = "unknown";
      record({ requestId, method, endpoint: "unmatched", status, durationMs, code });
    });
    const timer = setTimeout(() => socket.destroy(), discardLimits.timeoutMs);
    socket.once("close", () => clearTimeout(timer));
  };
}

function refusalOf(code: string, headerBytesMax: number): Refusal {
  switch (code) {
    case "HPE_HEADER_OVERFLOW": {
      const detail = `The request line and headers are larger than ${headerBytesMax / 1024} KiB`;
      return { status: 431, detail };
    }
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, detail: "The request did not arrive in time" };
    default:
      return { status: 400, detail: "The request is not valid HTTP/1.1" };
  }
}

function answer(status: number, detail: string, requestId: string): string {
  const body = JSON.stringify({ detail });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    "X-Content-Type-Options: nosniff",
    "Cache-Control: no-store",
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}
