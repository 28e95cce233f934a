import type { Request, Response } from "express";
import type { ErrorDetail } from "../errors/error-answer.js";
import { discardRest } from "./discard-rest.js";
import { contextOf } from "./request-context.js";

/**
 * Sends an error, also to a client that writes its whole body before it reads: where the
 * connection closes after the answer, the answer goes out at once but does not end before the
 * rest of the body has been discarded.
 */
export async function sendError(
  request: Request,
  response: Response,
  status: number,
  detail: ErrorDetail,
): Promise<void> {
  const text = JSON.stringify({ detail });
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  if (request.complete || request.destroyed || !closesAfterwards(response)) {
    response.end(text);
    return;
  }
  response.write(text, () => {
    contextOf(response).answeredMs = performance.now();
  });
  await discardRest(request);
  response.end();
}

/** Known once the head is written: Node decides there for clients that wait for "100 Continue". */
function closesAfterwards(response: Response): boolean {
  return !response.shouldKeepAlive || response.getHeader("Connection") === "close";
}
