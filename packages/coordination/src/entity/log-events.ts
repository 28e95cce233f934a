import type { Anomaly } from "../observer/anomaly.js";
import type { DriftEvent } from "../region/drift-event.js";
import type { EntityOp } from "./entity-op.js";

/** The drift event that an op of a region's log records: for who follows the log. */
export function driftEventOf(op: EntityOp, seq: number): DriftEvent | undefined {
  if (op.kind !== "drift-recorded") return undefined;
  const { from, report, eventMs } = op;
  return { clusterId: from.source, ...report, atMs: eventMs, seq };
}

/** The anomalies that an op of an observer's log reports: for who follows the log. */
export function anomaliesOf(op: EntityOp): readonly Anomaly[] {
  return op.kind === "sampled" ? op.anomalies : [];
}
