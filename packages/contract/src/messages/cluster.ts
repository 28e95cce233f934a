import * as z from "zod";
import { dimensionDefault, dimensionMax } from "../limits.js";
import { Id, NewId } from "../schemas/id.js";
import { integer } from "../schemas/integer.js";
import { optional, withDefault } from "../schemas/optional.js";
import { Name } from "../schemas/text.js";
import { Count, Phase, UnitInterval } from "../schemas/vocabulary.js";

/** How a cluster makes one direction of its members'. */
export const aggregationModes = ["weighted_average", "attention"] as const;

const AggregationMode = z.enum(aggregationModes);

/** Body of creating a cluster. */
export const CreateClusterRequest = z
  .object({
    name: Name,
    cluster_id: optional(NewId).describe(
      "Absent: the service makes one. Also the id of the cluster's own session.",
    ),
    dimension: optional(integer(1, dimensionMax)).describe(
      `Absent: the service's, which is ${dimensionDefault} unless it is configured otherwise.`,
    ),
    // Any string passes: a mode that there is not is answered 400.
    aggregation_mode: withDefault(
      z.string().meta({ enum: [...aggregationModes] }),
      "weighted_average",
    ).describe("Weights by interactions and recency, or by nearness to the cluster's own state."),
    coupling_factor: withDefault(UnitInterval, 0).describe(
      "How far feedback draws a member to the aggregate.",
    ),
  })
  .meta({ id: "CreateClusterRequest" });

/** Answer of creating a cluster. */
export const CreateClusterResponse = z
  .strictObject({
    cluster_id: z.string(),
    name: z.string(),
    aggregation_mode: AggregationMode,
    coupling_factor: UnitInterval,
  })
  .meta({ id: "CreateClusterResponse" });

/** Answer of listing clusters, oldest first. */
export const ListClustersResponse = z
  .array(
    z
      .strictObject({ cluster_id: z.string(), name: z.string(), member_count: Count })
      .meta({ id: "ClusterSummary" }),
  )
  .meta({ id: "ListClustersResponse" });

/** Answer of fetching one cluster. */
export const ClusterResponse = z
  .strictObject({
    cluster_id: z.string(),
    name: z.string(),
    member_count: Count,
    phase: Phase,
    interaction_count: Count.describe("Turns stored in the cluster itself."),
    total_memories: Count.describe("Memories of the cluster itself; its members' stay theirs."),
    aggregation_mode: AggregationMode,
    coupling_factor: UnitInterval,
    aggregate_vector: z
      .array(z.number())
      .describe("One direction of the cluster and its members; zeros when none has a state."),
  })
  .meta({ id: "ClusterResponse" });

/** Answer of deleting a cluster. */
export const DeleteClusterResponse = z
  .strictObject({ deleted: z.literal(true) })
  .meta({ id: "DeleteClusterResponse" });

/** Answer of drawing members to the aggregate. */
export const FeedbackResponse = z
  .strictObject({
    cluster_id: z.string(),
    sessions_updated: Count.describe("Members without a state are left out, and locked ones."),
  })
  .meta({ id: "FeedbackResponse" });

/** Body of making a session a member. */
export const AddMemberRequest = z.object({ session_id: Id }).meta({ id: "AddMemberRequest" });

/** Answer of making a session a member. */
export const AddMemberResponse = z
  .strictObject({
    cluster_id: z.string(),
    session_id: z.string(),
    added: z.boolean().describe("False: it was one already."),
  })
  .meta({ id: "AddMemberResponse" });

/** Answer of ending a membership. */
export const RemoveMemberResponse = z
  .strictObject({ cluster_id: z.string(), session_id: z.string(), removed: z.literal(true) })
  .meta({ id: "RemoveMemberResponse" });
