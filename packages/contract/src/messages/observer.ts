import * as z from "zod";
import {
  observerRegionsMax,
  recentEventsMax,
  sampleIntervalSecondsMax,
  sampleIntervalSecondsMin,
} from "../limits.js";
import { Id } from "../schemas/id.js";
import { list } from "../schemas/list.js";
import { optional } from "../schemas/optional.js";
import { Count, Timestamp } from "../schemas/vocabulary.js";
import { Anomaly } from "./anomaly.js";

const RegisteredRegions = z.array(z.string()).describe("Ids of regions, sorted.");

/** Body of creating the observer, or of adding to it; every field is optional. */
export const CreateObserverRequest = z
  .object({
    sample_interval_seconds: optional(
      z.number().min(sampleIntervalSecondsMin).max(sampleIntervalSecondsMax),
    ).describe("Absent: 30 for a new observer; one that exists keeps its own."),
    region_ids: optional(list(Id, 0, observerRegionsMax)).describe(
      "Regions to register; those registered before stay.",
    ),
  })
  .meta({ id: "CreateObserverRequest" });

/** Answer of creating the observer. */
export const CreateObserverResponse = z
  .strictObject({
    observer_id: z.string(),
    registered_regions: RegisteredRegions,
    meta_session_id: z.string(),
  })
  .meta({ id: "CreateObserverResponse" });

/** Answer of what the observer is and saw. */
export const ObserverSummaryResponse = z
  .strictObject({
    observer_id: z.string(),
    meta_session_id: z.string(),
    registered_regions: RegisteredRegions,
    total_clusters_observed: Count.describe("Clusters of the registered regions."),
    last_sample_at: Timestamp.nullable().describe("`null` before the first."),
    anomaly_count: Count,
    recent_anomalies: z.array(Anomaly).max(recentEventsMax).describe("Newest first."),
  })
  .meta({ id: "ObserverSummaryResponse" });

/** Answer of taking a sample. */
export const SampleObserverResponse = z
  .strictObject({
    sampled_at: Timestamp,
    clusters_sampled: Count,
    regions_sampled: Count,
    sample_duration_ms: z.number().min(0),
    new_anomalies: Count,
    anomalies: z.array(Anomaly).describe("The new ones."),
  })
  .meta({ id: "SampleObserverResponse" });

/** Body of registering a region. */
export const RegisterRegionRequest = z
  .object({ region_id: Id })
  .meta({ id: "RegisterRegionRequest" });

/** Answer of registering a region. */
export const RegisterRegionResponse = z
  .strictObject({ region_id: z.string(), registered: z.literal(true) })
  .meta({ id: "RegisterRegionResponse" });

/** Answer of unregistering a region. */
export const UnregisterRegionResponse = z
  .strictObject({ region_id: z.string(), unregistered: z.literal(true) })
  .meta({ id: "UnregisterRegionResponse" });
