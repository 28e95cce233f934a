import type { Direction } from "@semvec/core";
import { decodeCbor, encodeCbor, type FieldReader, readWhole } from "@semvec/core/codec";
import {
  type DriftOrigin,
  type DriftReport,
  readOrigin,
  readReport,
} from "../region/drift-event.js";

/** A turn drifted. */
export interface DriftMessage {
  readonly kind: "drift";
  readonly origin: DriftOrigin;
  /** Time of the turn, in Unix milliseconds. */
  readonly eventMs: number;
  readonly report: DriftReport;
}

/** The reply to a turn took its drift back. */
export interface RetractionMessage {
  readonly kind: "retraction";
  /** The turn that did not drift after all. */
  readonly origin: DriftOrigin;
}

/** A region realigns: the next stored turns are drawn toward the direction. */
export interface RealignMessage {
  readonly kind: "realign";
  readonly direction: Direction;
  readonly turns: number;
}

/** What entities tell each other by the outbox. */
export type GroupMessage = DriftMessage | RetractionMessage | RealignMessage;

/**
 * What an entity tells itself, for later.
 *
 * - `expire`: the lifetime of a session may be over
 * - `sample`: the next slot of an observer's timer is there
 */
export interface TimerMessage {
  readonly kind: "expire" | "sample";
}

/** What an outbox row says. */
export type Message = GroupMessage | TimerMessage;

/** The body of an outbox row. */
export function encodeMessage(message: Message): Uint8Array {
  return encodeCbor(message);
}

/** @throws CodecError for a message that this version does not know */
export function decodeMessage(body: Uint8Array): Message {
  return readWhole(decodeCbor(body), "message", readMessage);
}

const kinds = ["drift", "retraction", "realign", "expire", "sample"] as const;

function readMessage(reader: FieldReader): Message {
  const kind = reader.oneOf("kind", kinds);
  switch (kind) {
    case "expire":
    case "sample":
      return { kind };
    case "realign": {
      const direction = reader.direction("direction");
      return { kind, direction, turns: reader.integer("turns", { min: 1 }) };
    }
    case "retraction":
      return { kind, origin: reader.map("origin", readOrigin) };
    case "drift":
      return {
        kind,
        origin: reader.map("origin", readOrigin),
        eventMs: reader.number("eventMs"),
        report: reader.map("report", readReport),
      };
  }
}
