import type { IncomingHttpHeaders } from "node:http";
import { valueError } from "@semvec/contract";
import { RequestValidationError } from "../errors/errors.js";

/**
 * Where a client's stream ended: the seq in `Last-Event-ID`. Browsers send an empty one before
 * their first event, which means none.
 *
 * @throws RequestValidationError for an id that no stream gave
 */
export function lastEventId(headers: IncomingHttpHeaders): number | undefined {
  const sent = headers["last-event-id"];
  if (sent === undefined || sent === "") return undefined;
  if (typeof sent === "string" && /^\d{1,15}$/.test(sent)) return Number(sent);
  throw new RequestValidationError([
    valueError(["header", "Last-Event-ID"], "is not an id of this stream"),
  ]);
}
