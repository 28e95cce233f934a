import { createHmac, timingSafeEqual } from "node:crypto";
import { type RouteId, valueError } from "@semvec/contract";
import { RequestValidationError } from "../errors/errors.js";

/** How long a cursor may be used, in milliseconds. */
export const cursorLifetimeMs = 24 * 3_600_000;

/** Whose page it is, and of which list. */
export interface CursorScope<Id extends RouteId = RouteId> {
  readonly tenant: string;
  readonly routeId: Id;
  /** What else the list is narrowed to. Default: nothing. */
  readonly filter?: string;
}

/** A place in a list of entities, oldest first. */
export interface DirectoryPlace {
  readonly createdAtMs: number;
  readonly entity: string;
}

/** A place among what ops have written, newest first: the op, and which of what it wrote. */
export interface OpPlace {
  readonly seq: number;
  readonly index: number;
}

/** A place among a session's memories: hashes of the last one and of some before it. */
export type MemoryPlace = readonly string[];

/** How a route's list says where a row is. */
export type PlaceOf<Id extends RouteId> = Id extends "listDriftEvents" | "listAnomalies"
  ? OpPlace
  : Id extends "listMemories"
    ? MemoryPlace
    : DirectoryPlace;

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

  /** @param place - of the last row of a page */
  encode<Id extends RouteId>(scope: CursorScope<Id>, place: PlaceOf<Id>): string {
    const expiresAtMs = this.#nowMs() + cursorLifetimeMs;
    const payload = JSON.stringify([format, place, expiresAtMs]);
    return Buffer.concat([this.#tag(scope, payload), Buffer.from(payload)]).toString("base64url");
  }

  /** @throws RequestValidationError for a cursor that is not ours, or too old */
  decode<Id extends RouteId>(scope: CursorScope<Id>, cursor: string): PlaceOf<Id> {
    const bytes = Buffer.from(cursor, "base64url");
    const tag = bytes.subarray(0, tagBytes);
    const payload = bytes.subarray(tagBytes).toString("utf8");
    if (tag.length < tagBytes || !timingSafeEqual(tag, this.#tag(scope, payload))) {
      throw invalidCursor("is not one that this list gave");
    }
    const [written, place, expiresAtMs] = JSON.parse(payload) as [number, PlaceOf<Id>, number];
    if (written !== format) throw invalidCursor("was given by another version of the service");
    if (this.#nowMs() >= expiresAtMs) throw invalidCursor("is more than a day old");
    // The signature says that we wrote it for this list, so the shape of the place is known.
    return place;
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
