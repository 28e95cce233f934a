import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import { CrossSiteError } from "../errors/errors.js";
import { contextOf } from "../http/request-context.js";
import { isLoopbackHost } from "./loopback.js";

/**
 * Keeps web pages away from a server that runs without real licences, on a developer's machine:
 * a page anywhere can send requests to loopback, by its address or, with DNS rebinding, under a
 * name of its own.
 */
export const localGuard: RequestHandler = (request, response, next) => {
  if (contextOf(response).match.route?.auth !== "none") assertLocal(request.headers);
  next();
};

/** @throws CrossSiteError */
export function assertLocal(headers: IncomingHttpHeaders): void {
  if (!isLoopbackUrl(`http://${headers.host}`)) {
    throw new CrossSiteError("the Host header is not a loopback name");
  }
  if (headers.origin !== undefined && !isLoopbackUrl(headers.origin)) {
    throw new CrossSiteError("the Origin header is of another site");
  }
  if (headers["sec-fetch-site"] === "cross-site") {
    throw new CrossSiteError("the browser says that another site sent it");
  }
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}
