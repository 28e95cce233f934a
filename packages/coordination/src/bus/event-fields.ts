import type { DriftPhase } from "@semvec/core";
import type { DriftBusEvent, EventOrigin } from "./drift-bus-event.js";
import { InvalidEventError } from "./errors.js";

type FieldType = "phase" | "text" | "number" | "texts";

type FieldTypeOf<T> = T extends DriftPhase
  ? "phase"
  : T extends string
    ? "text"
    : T extends number
      ? "number"
      : "texts";

type BodyOf<Event> = Omit<Event, keyof EventOrigin | "kind">;

type Fields = {
  readonly [K in DriftBusEvent["kind"]]: {
    readonly [F in keyof BodyOf<Extract<DriftBusEvent, { kind: K }>>]: FieldTypeOf<
      Extract<DriftBusEvent, { kind: K }>[F]
    >;
  };
};

/** What each event has beside its origin. The type makes the table complete. */
const eventFields: Fields = {
  "drift-detected": {
    atMs: "number",
    regionId: "text",
    clusterId: "text",
    driftScore: "number",
    driftPhase: "phase",
  },
  "drift-retracted": {
    atMs: "number",
    regionId: "text",
    clusterId: "text",
    retractedSeq: "number",
  },
  "vote-cast": {
    atMs: "number",
    regionId: "text",
    clusterId: "text",
    liveVoteCount: "number",
    clusterCount: "number",
  },
  "region-realigned": { atMs: "number", regionId: "text", clusterIds: "texts" },
  "anomaly-raised": {
    atMs: "number",
    regionIds: "texts",
    anomalyId: "text",
    anomalyType: "text",
    affectedClusterIds: "texts",
    severity: "number",
    description: "text",
  },
};

const phases: readonly unknown[] = ["stable", "shifting", "drifted"] satisfies DriftPhase[];

const isText = (value: unknown): value is string => typeof value === "string";

const isOfType: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: isText,
  number: Number.isFinite,
  phase: (value) => phases.includes(value),
  texts: (value) => Array.isArray(value) && value.every(isText),
};

/** What an event may be before it is checked. */
export type UncheckedEvent = EventOrigin & Readonly<Record<string, unknown>>;

/**
 * Checks every field of an event.
 *
 * @throws InvalidEventError for an unknown kind, or a field that is missing or of another type
 */
export function checkEvent(event: UncheckedEvent): asserts event is UncheckedEvent & DriftBusEvent {
  const { tenant, source, sourceSeq, sourceIndex } = event;
  if (!isText(tenant) || !isText(source)) throw new InvalidEventError("has no tenant or source");
  for (const [name, value] of Object.entries({ sourceSeq, sourceIndex })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new InvalidEventError(`has a ${name} that is no whole number from 0: ${value}`);
    }
  }
  for (const [name, type] of Object.entries(fieldsOfKind(event["kind"]))) {
    if (!Object.hasOwn(event, name) || !isOfType[type](event[name])) {
      throw new InvalidEventError(`of kind ${event["kind"]} has no valid ${name}`);
    }
  }
}

/**
 * The fields of a kind, each with what it has to be.
 *
 * @throws InvalidEventError for a kind that is not known here
 */
export function fieldsOfKind(kind: unknown): Readonly<Record<string, FieldType>> {
  if (typeof kind !== "string" || !Object.hasOwn(eventFields, kind)) {
    throw new InvalidEventError(`is of a kind that is not known here: ${JSON.stringify(kind)}`);
  }
  return eventFields[kind as DriftBusEvent["kind"]];
}
