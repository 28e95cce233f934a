import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import { errorAnswer } from "../errors/error-answer.js";
import type { ErrorWording } from "../errors/error-table.js";
import { contextOf } from "./request-context.js";
import { sendJson } from "./send.js";

/**
 * Last of all: answers whatever was thrown. What nobody foresaw is logged with the request's id;
 * its answer says nothing of it.
 */
export function answerErrors(wording: ErrorWording, log: Logger): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return (error: unknown, _request, response, _next) => {
    const { status, detail, headers } = errorAnswer(error, wording);
    if (status >= 500) {
      const { requestId } = contextOf(response);
      log[status === 500 ? "error" : "warn"]({ requestId, err: error }, "request failed");
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, { detail });
  };
}
