import { createHmac, timingSafeEqual } from "node:crypto";
import { type RouteId, valueError } from "@semvec/contract";
import { RequestValidationError } from "../errors/errors.js";

/** How long a cursor may be used, in milliseconds. */
export const cursorLifetimeMs = 24 * 3_600_000;

/** Where a page ends, and whose page it is. */
export interface CursorScope {
  readonly tenant: string;
  readonly routeId: RouteId;
  /** What else the list is narrowed to. Default: nothing. */
  readonly filter?: string;
}

/** What names the last row of a page. */
export type PageKey = readonly (string | number)[];

const format = 2;
const tagBytes = 16;

/**
 * Makes the cursors of paged lists: opaque, signed, for one tenant and one route, for a day. A
 * cursor names the last row of a page, so rows that come and go between pages move no other.
 */
export class CursorCodec {
  readonly #secret: string;
  readonly #nowMs: () => number;

  /** @param secret - the same on every worker, and after a restart */
  constructor(secret: string, nowMs: () => number) {
    this.#secret = secret;
    this.#nowMs = nowMs;
  }

  encode(scope: CursorScope, key: PageKey): string {
    const expiresAtMs = this.#nowMs() + cursorLifetimeMs;
    const payload = JSON.stringify([format, expiresAtMs, ...key]);
    return Buffer.concat([this.#tag(scope, payload), Buffer.from(payload)]).toString("base64url");
  }

  /** @throws RequestValidationError for a cursor that is not ours, or too old */
  decode(scope: CursorScope, cursor: string): PageKey {
    const bytes = Buffer.from(cursor, "base64url");
    const tag = bytes.subarray(0, tagBytes);
    const payload = bytes.subarray(tagBytes).toString("utf8");
    if (tag.length < tagBytes || !timingSafeEqual(tag, this.#tag(scope, payload))) {
      throw invalidCursor("is not one that this list gave");
    }
    // The signature says that we wrote it, so its shape is known.
    const [, expiresAtMs, ...key] = JSON.parse(payload) as [number, number, ...PageKey];
    if (this.#nowMs() >= expiresAtMs) throw invalidCursor("is more than a day old");
    return key;
  }

  #tag({ tenant, routeId, filter = "" }: CursorScope, payload: string): Buffer {
    // JSON keeps the parts apart, whatever they hold.
    const signed = JSON.stringify(["semvec cursor", tenant, routeId, filter, payload]);
    return createHmac("sha256", this.#secret).update(signed).digest().subarray(0, tagBytes);
  }
}

/** The error of a cursor that leads nowhere. */
export function invalidCursor(problem: string): RequestValidationError {
  return new RequestValidationError([valueError(["query", "cursor"], problem)]);
}
