import { type Decision, type LogPosition, sha256Hex } from "@semvec/core";
import { CoordinationLimitError, ObserverNotFoundError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import type { Anomaly } from "../observer/anomaly.js";
import { driftWindowMs, findAnomalies } from "../observer/find-anomalies.js";
import type { ObserverPart } from "../observer/observer-part.js";
import { checkWithin } from "./check-argument.js";
import type { ObserverAnswer, SampleAnswer } from "./entity-answer.js";
import type { ClearAnomaliesCommand, SampleCommand, SetObserverCommand } from "./entity-command.js";
import type { AnomaliesClearedOp, ObserverSetOp, SampledOp } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";
import { samePointer } from "./pointer.js";
import { beginSession, opTime } from "./session-ops.js";

/** Decides creating the observer, or adding regions to it and replacing its interval. */
export function decideSetObserver(
  state: EntityState | undefined,
  command: SetObserverCommand,
  position: LogPosition,
): Decision<ObserverSetOp, ObserverAnswer> {
  const { sampleIntervalMsDefault, sampleIntervalMsMin, sampleIntervalMsMax, childCountMax } =
    coordinationLimits;
  const { options, nowMs } = command;
  const found = state?.parts.observer;
  const asked = command.intervalMs ?? found?.intervalMs ?? sampleIntervalMsDefault;
  checkWithin("intervalMs", asked, sampleIntervalMsMin, sampleIntervalMsMax);
  // Slots, and the times that timers wait for, are whole milliseconds.
  const intervalMs = Math.round(asked);
  const children = found?.children ?? [];
  const regions = command.regions.filter((it) => !children.some((child) => samePointer(child, it)));
  const ids = new Set([...children, ...regions].map(({ id }) => id));
  if (ids.size > childCountMax) {
    throw new CoordinationLimitError("regions of an observer", childCountMax);
  }
  const observerId = found?.observerId ?? command.observerId;
  const answer = { observerId, metaSessionId: position.entity };
  if (found !== undefined && regions.length === 0 && intervalMs === found.intervalMs) {
    return { answer };
  }
  const op: ObserverSetOp = {
    kind: "observer-set",
    atMs: opTime(state, nowMs),
    ...(found === undefined && { session: beginSession(options, nowMs, position) }),
    observerId,
    genesisSeq: found?.genesisSeq ?? position.seq,
    intervalMs,
    regions,
  };
  return { op, answer };
}

/** Decides a sample: which conditions hold, and which of them have begun since the last one. */
export function decideSample(
  state: EntityState | undefined,
  { nowMs, slotMs, regions }: SampleCommand,
  position: LogPosition,
): Decision<SampledOp, SampleAnswer> {
  const observer = existingObserver(state);
  const atMs = opTime(state, nowMs);
  const isDone = slotMs !== undefined && slotMs <= (observer.lastSlotMs ?? -Infinity);
  if (regions.length === 0 || isDone) {
    const nothing = { clustersSampled: 0, regionsSampled: 0, anomalies: [] };
    return { answer: { sampledAtMs: atMs, ...nothing } };
  }
  const time = { nowMs: atMs, driftWindowMs: driftWindowMs(observer.intervalMs) };
  const conditions = findAnomalies(regions, time);
  const before = new Set(observer.standing);
  const anomalies = conditions
    .filter(({ key }) => !before.has(key))
    .map(({ key: _key, ...condition }, index): Anomaly => {
      const { seq } = position;
      return { anomalyId: anomalyId(position, index), seq, index, atMs, ...condition };
    });
  const clustersSampled = regions.reduce((sum, { clusters }) => sum + clusters.length, 0);
  return {
    op: {
      kind: "sampled",
      atMs,
      ...(slotMs !== undefined && { slotMs }),
      anomalies,
      standing: conditions.map(({ key }) => key),
    },
    answer: { sampledAtMs: atMs, clustersSampled, regionsSampled: regions.length, anomalies },
  };
}

/** Decides clearing the anomalies; what stands is reported again by the next sample. */
export function decideClearAnomalies(
  state: EntityState | undefined,
  { nowMs }: ClearAnomaliesCommand,
): Decision<AnomaliesClearedOp, { readonly cleared: number }> {
  const { anomalies, standing } = existingObserver(state);
  const answer = { cleared: anomalies.length };
  if (anomalies.length === 0 && standing.length === 0) return { answer };
  return { op: { kind: "anomalies-cleared", atMs: opTime(state, nowMs) }, answer };
}

function existingObserver(state: EntityState | undefined): ObserverPart {
  const observer = state?.parts.observer;
  if (observer === undefined) throw new ObserverNotFoundError();
  return observer;
}

/** Unique in a subject, and the same in a replay. */
function anomalyId({ entity, seq }: LogPosition, index: number): string {
  return sha256Hex(new TextEncoder().encode(`anomaly ${entity} ${seq} ${index}`)).slice(0, 32);
}
