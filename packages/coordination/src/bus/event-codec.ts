import type { DriftBusEvent, EventOrigin } from "./drift-bus-event.js";
import { InvalidEventError } from "./errors.js";
import { checkEvent, fieldsOfKind, type UncheckedEvent } from "./event-fields.js";

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** The body of an outbox row: JSON of an event without its origin, which the row holds itself. */
export function encodeEvent(event: DriftBusEvent): Uint8Array {
  const names = ["kind", ...Object.keys(fieldsOfKind(event.kind))];
  return utf8.encode(JSON.stringify(event, names));
}

/**
 * The event of an outbox row. Fields that are not known here are left out.
 *
 * @throws InvalidEventError for bytes that are no event, or one of a newer kind
 */
export function decodeEvent(origin: EventOrigin, bytes: Uint8Array): DriftBusEvent {
  const body = parseObject(bytes);
  const names = ["kind", ...Object.keys(fieldsOfKind(body["kind"]))];
  const fields = Object.fromEntries(names.map((name) => [name, body[name]]));
  const event: UncheckedEvent = { ...fields, ...pickOrigin(origin) };
  checkEvent(event);
  return event;
}

function pickOrigin(origin: EventOrigin): EventOrigin {
  const { tenant, source, sourceSeq, sourceIndex, targetGenesisSeq } = origin;
  const place = { tenant, source, sourceSeq, sourceIndex };
  return targetGenesisSeq === undefined ? place : { ...place, targetGenesisSeq };
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(bytes));
  } catch (cause) {
    throw new InvalidEventError("is not JSON", { cause });
  }
  if (typeof value !== "object" || value === null) throw new InvalidEventError("is no object");
  return value as Readonly<Record<string, unknown>>;
}
