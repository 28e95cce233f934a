import {
  bodySchema,
  ignoredHeader,
  type ParsedRequestOf,
  parseJsonBody,
  parseRequest,
  type RawRequest,
  type RouteEntry,
  type RouteId,
} from "@semvec/contract";
import type { Request, RequestHandler, Response } from "express";
import { RequestValidationError } from "../errors/errors.js";
import type { Handler, Handlers, Reply } from "../handlers/handler.js";
import type { EventStreams } from "./event-streams.js";
import { lastEventId } from "./last-event-id.js";
import { readBody } from "./read-body.js";
import { contextOf } from "./request-context.js";
import { send, sendJson } from "./send.js";

/** Largest body of each class of routes, in bytes. */
export type BodyLimits = Readonly<Record<NonNullable<RouteEntry["bodyLimit"]>, number>>;

/** Reads and checks an admitted request, has its handler answer it, and sends the answer. */
export function dispatch(
  handlers: Partial<Handlers<RouteId>>,
  limits: BodyLimits,
  streams: EventStreams,
): RequestHandler {
  return async (request, response) => {
    const { match, caller, requestId } = contextOf(response);
    const { route } = match;
    if (route === undefined) throw new Error("an admitted request has a route");
    if (route.streamed) streams.assertRoom(caller?.tenant ?? "");
    const parsed = await checked(request, response, route, limits);
    // The table that chose the handler also chose the schemas of its request.
    const handler = handlers[route.id] as Handler<RouteId> | undefined;
    if (handler === undefined) throw new Error("a served route has a handler");
    const reply = await handler({
      request: parsed,
      tenant: caller?.tenant ?? "",
      headers: request.headers,
      requestId,
      address: request.ip ?? "",
    });
    if (!("source" in reply)) sendReply(response, route, reply);
    else if (caller === undefined) throw new Error("a stream has a caller");
    else streams.serve(request, response, caller, reply.source);
  };
}

/** @throws RequestValidationError and what `readBody` throws */
async function checked(
  request: Request,
  response: Response,
  route: RouteEntry,
  limits: BodyLimits,
): Promise<ParsedRequestOf<RouteId>> {
  const raw: { -readonly [Part in keyof RawRequest]: RawRequest[Part] } = {
    params: contextOf(response).match.params,
  };
  if (route.streamed) lastEventId(request.headers);
  if (route.query !== undefined) raw.query = queryOf(request);
  if (bodySchema(route) !== undefined) {
    const bytesMax = limits[route.bodyLimit ?? "standard"];
    const body = parseJsonBody(await readBody(request, response, bytesMax));
    if (!body.ok) throw new RequestValidationError(body.errors);
    raw.body = body.value;
  }
  const result = parseRequest(route.id, raw);
  if (!result.ok) throw new RequestValidationError(result.errors);
  const ignored = ignoredHeader(result.ignored);
  if (ignored !== undefined) response.setHeader("X-Semvec-Ignored", ignored);
  return result.request;
}

/** The query as text; of a parameter that is repeated, the last counts. */
function queryOf(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => [
      name,
      String(Array.isArray(value) ? value.at(-1) : value),
    ]),
  );
}

function sendReply(response: Response, route: RouteEntry, reply: Reply<RouteId>): void {
  const status = reply.status ?? route.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (status === 304) response.writeHead(status).end();
  else if (route.contentType === undefined) sendJson(response, status, reply.body);
  else send(response, status, route.contentType, String(reply.body));
}
