import type { IncomingHttpHeaders } from "node:http";
import { ConflictingCredentialsError } from "../errors/errors.js";

/**
 * The licence token of a request, from `Authorization: Bearer` or `X-API-Key`; `undefined` when
 * there is none.
 *
 * @throws ConflictingCredentialsError when both are there and differ
 */
export function readToken(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
  const header = headers["x-api-key"];
  const apiKey = (Array.isArray(header) ? header.join(",") : header)?.trim() || undefined;
  if (bearer !== undefined && apiKey !== undefined && bearer !== apiKey) {
    throw new ConflictingCredentialsError();
  }
  return bearer ?? apiKey;
}
