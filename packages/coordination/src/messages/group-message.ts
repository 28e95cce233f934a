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
  /** The op of the same session that took it back, and its time. */
  readonly retractedBy: { readonly seq: number; readonly eventMs: number };
}

/** A region realigns: the next stored turns are drawn toward the direction. */
export interface RealignMessage {
  readonly kind: "realign";
  readonly direction: Direction;
  readonly turns: number;
}

/** What entities tell each other by the outbox. */
export type GroupMessage = DriftMessage | RetractionMessage | RealignMessage;

/** The body of an outbox row. */
export function encodeMessage(message: GroupMessage): Uint8Array {
  return encodeCbor(message);
}

/** @throws CodecError for a message that this version does not know */
export function decodeMessage(body: Uint8Array): GroupMessage {
  return readWhole(decodeCbor(body), "message", readMessage);
}

function readMessage(reader: FieldReader): GroupMessage {
  const kind = reader.oneOf("kind", ["drift", "retraction", "realign"] as const);
  if (kind === "realign") {
    const direction = reader.direction("direction");
    return { kind, direction, turns: reader.integer("turns", { min: 1 }) };
  }
  const origin = reader.map("origin", readOrigin);
  if (kind === "retraction") {
    return { kind, origin, retractedBy: reader.map("retractedBy", readRetractor) };
  }
  return {
    kind,
    origin,
    eventMs: reader.number("eventMs"),
    report: reader.map("report", readReport),
  };
}

/** @throws CodecError */
export function readRetractor(reader: FieldReader): RetractionMessage["retractedBy"] {
  return { seq: reader.integer("seq", { min: 1 }), eventMs: reader.number("eventMs") };
}
