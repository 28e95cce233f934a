import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import { CrossSiteError } from "../errors/errors.js";
import { contextOf } from "../http/request-context.js";
import { isLoopbackHost } from "./loopback.js";

/**
 * Keeps web pages away from a server that runs without real licences, on a developer's machine:
 * a page anywhere can send requests to loopback, by its address or, with DNS rebinding, under a
 * name of its own.
 *
 * @param origins - other sites whose pages are let in, for the operator named them. `*` names none.
 */
export function localGuard(origins: readonly string[]): RequestHandler {
  const named = new Set(origins);
  return (request, response, next) => {
    if (contextOf(response).match.route?.auth !== "none") assertLocal(request.headers, named);
    next();
  };
}

/** @throws CrossSiteError */
export function assertLocal(headers: IncomingHttpHeaders, named: ReadonlySet<string>): void {
  if (!isLoopbackUrl(`http://${headers.host}`)) {
    throw new CrossSiteError("the Host header is not a loopback name");
  }
  if (headers.origin !== undefined && named.has(headers.origin)) return;
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
