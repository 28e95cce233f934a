import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import { sendError } from "./send-error.js";

/**
 * Refuses what HTTP/1.1 itself forbids: a request without exactly one `Host` (RFC 9112 §3.2), and
 * an expectation that cannot be met (RFC 9110 §10.1.1). Node would answer both without a body.
 */
export const checkMessage: RequestHandler = async (request, response, next) => {
  const { expect } = request.headers;
  if (!isVersion11(request)) next();
  else if (request.headersDistinct["host"]?.length !== 1) {
    await sendError(request, response, 400, "An HTTP/1.1 request needs exactly one Host header");
  } else if (expect !== undefined && expect.toLowerCase() !== "100-continue") {
    await sendError(request, response, 417, "The only expectation that is met is 100-continue");
  } else next();
};

/** Whether the client holds its body back until it is told to go on. */
export function awaitsContinue(request: IncomingMessage): boolean {
  // HTTP/1.0 knows no expectations, and any other than this one has been refused.
  return isVersion11(request) && request.headers.expect !== undefined;
}

function isVersion11({ httpVersion }: IncomingMessage): boolean {
  return httpVersion === "1.1";
}
