import * as z from "zod";
import { recentEventsMax, voteWindowSecondsMax, voteWindowSecondsMin } from "../limits.js";
import { Id, NewId } from "../schemas/id.js";
import { optional, withDefault } from "../schemas/optional.js";
import { Name } from "../schemas/text.js";
import { Count, Timestamp } from "../schemas/vocabulary.js";
import { DriftEvent } from "./drift-event.js";

const ConsensusThreshold = z.number().positive().max(1);
const VoteWindow = z.number().min(voteWindowSecondsMin).max(voteWindowSecondsMax);

/** Body of creating a region. */
export const CreateRegionRequest = z
  .object({
    name: Name,
    region_id: optional(NewId).describe("Absent: the service makes one."),
    consensus_threshold: withDefault(ConsensusThreshold, 0.5).describe(
      "A greater share of clusters in drift realigns them all; all of them always do.",
    ),
    vote_window_seconds: withDefault(VoteWindow, 60).describe("How long a drift counts."),
  })
  .meta({ id: "CreateRegionRequest" });

/** Answer of creating a region. */
export const CreateRegionResponse = z
  .strictObject({ region_id: z.string(), name: z.string(), meta_session_id: z.string() })
  .meta({ id: "CreateRegionResponse" });

/** Answer of listing regions, oldest first. */
export const ListRegionsResponse = z
  .array(
    z
      .strictObject({ region_id: z.string(), name: z.string(), cluster_count: Count })
      .meta({ id: "RegionSummary" }),
  )
  .meta({ id: "ListRegionsResponse" });

/** Answer of fetching one region. */
export const RegionResponse = z
  .strictObject({
    region_id: z.string(),
    name: z.string(),
    cluster_count: Count,
    meta_session_id: z.string().describe("The session that holds the common direction."),
    consensus_threshold: ConsensusThreshold,
    vote_window_seconds: VoteWindow,
    recent_drift_events: z.array(DriftEvent).max(recentEventsMax).describe("Newest first."),
    last_realignment: Timestamp.nullable().describe("`null` before the first."),
  })
  .meta({ id: "RegionResponse" });

/** Answer of deleting a region. */
export const DeleteRegionResponse = z
  .strictObject({ deleted: z.literal(true) })
  .meta({ id: "DeleteRegionResponse" });

/** Body of attaching a cluster to a region. */
export const AttachClusterRequest = z
  .object({ cluster_id: Id })
  .meta({ id: "AttachClusterRequest" });

/** Answer of attaching a cluster. */
export const AttachClusterResponse = z
  .strictObject({ added: z.boolean().describe("False: it was attached already.") })
  .meta({ id: "AttachClusterResponse" });

/** Answer of detaching a cluster. */
export const DetachClusterResponse = z
  .strictObject({ removed: z.literal(true) })
  .meta({ id: "DetachClusterResponse" });
