import type { FieldReader } from "@semvec/core/codec";
import { type Child, readChildren } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import { type Anomaly, readAnomaly } from "./anomaly.js";

/** What makes a session the meta session of a subject's observer. */
export interface ObserverPart {
  readonly observerId: string;
  /** `seq` of the op that began it. */
  readonly genesisSeq: number;
  /** `seq` of the op that set its timer; timers set before are no longer its. */
  readonly timerSeq: number;
  readonly intervalMs: number;
  /** Its regions, by the ids of their entities, in the order they were registered. */
  readonly children: readonly Child[];
  readonly lastSampleMs?: number;
  /** Newest slot of the timer that was sampled, in Unix milliseconds. */
  readonly lastSlotMs?: number;
  /** Keys of the conditions that held in the last sample. */
  readonly standing: readonly string[];
  /** Newest last. */
  readonly anomalies: readonly Anomaly[];
}

/** An observer without regions. */
export function newObserver(
  traits: Pick<ObserverPart, "observerId" | "genesisSeq" | "timerSeq" | "intervalMs">,
): ObserverPart {
  return { ...traits, children: [], standing: [], anomalies: [] };
}

/** Most conditions that can stand at once: every cluster of every region, and every phase. */
export const standingCountMax = coordinationLimits.childCountMax ** 2 + 16;

/** Longest key of a condition. */
export const conditionKeyLengthMax = coordinationLimits.idLengthMax + 32;

/** @throws CodecError */
export function readObserverPart(reader: FieldReader): ObserverPart {
  const { idLengthMax, anomalyCountMax } = coordinationLimits;
  return {
    observerId: reader.text("observerId", idLengthMax),
    genesisSeq: reader.integer("genesisSeq", { min: 1 }),
    timerSeq: reader.integer("timerSeq", { min: 1 }),
    intervalMs: readIntervalMs(reader),
    children: readChildren(reader),
    ...reader.optional("lastSampleMs", (name) => reader.number(name)),
    ...reader.optional("lastSlotMs", (name) => reader.number(name)),
    standing: reader.texts("standing", standingCountMax, conditionKeyLengthMax),
    anomalies: reader.maps("anomalies", anomalyCountMax, readAnomaly),
  };
}

/** @throws CodecError */
export function readIntervalMs(reader: FieldReader): number {
  const { sampleIntervalMsMin, sampleIntervalMsMax } = coordinationLimits;
  return reader.number("intervalMs", { min: sampleIntervalMsMin, max: sampleIntervalMsMax });
}
