import * as z from "zod";
import { Count, Timestamp, UnitInterval } from "../schemas/vocabulary.js";

/** What an observer found that stands out among all clusters. */
export const Anomaly = z
  .strictObject({
    anomaly_id: z.string(),
    timestamp: Timestamp,
    anomaly_type: z
      .enum(["cross_cluster_convergence", "systemic_drift", "cluster_divergence"])
      .describe(
        "Three or more clusters of two or more regions in one phase; more than half of the " +
          "clusters in drift; a cluster far busier than the others of its region.",
      ),
    affected_cluster_ids: z.array(z.string()).describe("Sorted."),
    description: z.string(),
    severity: UnitInterval,
  })
  .meta({ id: "Anomaly", description: "What stands out among all clusters observed." });

/** Answer of listing anomalies, newest first. */
export const ListAnomaliesResponse = z.array(Anomaly).meta({ id: "ListAnomaliesResponse" });

/** Answer of clearing the anomalies. */
export const ClearAnomaliesResponse = z
  .strictObject({ cleared: Count.describe("Anomalies that were there.") })
  .meta({ id: "ClearAnomaliesResponse" });
