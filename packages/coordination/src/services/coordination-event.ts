import type { ReceiveAnswer } from "../entity/entity-answer.js";
import type { GroupMessage } from "../messages/group-message.js";
import type { MessageId } from "../messages/message-ledger.js";
import type { DriftEvent } from "../region/drift-event.js";

/** A cluster drifted; its region has recorded it. */
export interface DriftDetectedEvent extends DriftEvent {
  readonly type: "drift-detected";
  readonly regionId: string;
}

/** A region reached a quorum and draws its clusters together. */
export interface RegionRealignedEvent {
  readonly type: "region-realigned";
  readonly regionId: string;
  /** The cluster whose vote completed the quorum, and when it drifted. */
  readonly clusterId: string;
  readonly atMs: number;
  /** The clusters that are drawn. */
  readonly clusterIds: readonly string[];
}

/** The reply to a turn took its drift back; its vote does not count. */
export interface VoteRetractedEvent {
  readonly type: "vote-retracted";
  readonly regionId: string;
  readonly clusterId: string;
}

/** What a region lets others know. */
export type CoordinationEvent = DriftDetectedEvent | RegionRealignedEvent | VoteRetractedEvent;

/** How a message was received. */
export interface Reception {
  readonly answer: ReceiveAnswer;
  readonly message: GroupMessage;
  readonly clusterIds: readonly string[];
}

/**
 * The event of a message that a region took in, or `undefined`. A drift that completes a quorum is
 * told as the realignment.
 */
export function eventOf(
  regionId: string | undefined,
  { source }: MessageId,
  { answer, clusterIds }: Reception,
): CoordinationEvent | undefined {
  if (regionId === undefined) return undefined;
  const { outcome, event } = answer;
  if (outcome === "retracted") return { type: "vote-retracted", regionId, clusterId: source };
  if (event === undefined) return undefined;
  if (outcome === "recorded") return { type: "drift-detected", regionId, ...event };
  const { clusterId, atMs } = event;
  return { type: "region-realigned", regionId, clusterId, atMs, clusterIds };
}
