import * as z from "zod";
import { DriftPhase, Timestamp, UnitInterval } from "../schemas/vocabulary.js";

/** A cluster of a region left its topic. */
export const DriftEvent = z
  .strictObject({
    cluster_id: z.string(),
    region_id: z.string(),
    drift_score: UnitInterval,
    drift_phase: DriftPhase,
    timestamp: Timestamp,
  })
  .meta({ id: "DriftEvent", description: "A cluster of a region left its topic." });

/** Answer of listing the drift events of a region, newest first. */
export const ListDriftEventsResponse = z.array(DriftEvent).meta({ id: "ListDriftEventsResponse" });
