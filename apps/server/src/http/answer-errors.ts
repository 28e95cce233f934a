import { CorruptEntityError } from "@semvec/persistence";
import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import { errorAnswer } from "../errors/error-answer.js";
import type { ErrorWording } from "../errors/error-table.js";
import { contextOf } from "./request-context.js";
import { sendError } from "./send-error.js";

/**
 * Last of all: answers whatever was thrown. What nobody foresaw is logged with the request's id;
 * its answer says nothing of it.
 */
export function answerErrors(wording: ErrorWording, log: Logger): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return async (error: unknown, request, response, _next) => {
    const { status, detail, headers } = errorAnswer(error, wording);
    // A damaged log is reported once, when it is found, with what an operator needs to find it.
    if (status >= 500 && !(error instanceof CorruptEntityError)) {
      const { requestId } = contextOf(response);
      log[status === 500 ? "error" : "warn"]({ requestId, err: error }, "request failed");
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    await sendError(request, response, status, detail);
  };
}
