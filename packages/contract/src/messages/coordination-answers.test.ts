import { describe, expect, test } from "@jest/globals";
import { recentEventsMax } from "../limits.js";
import { type ResponseOf, type RouteId, routes } from "../routes/routes.js";

const event = {
  cluster_id: "c",
  region_id: "r",
  drift_score: 0.7,
  drift_phase: "drifted",
  timestamp: 1_700_000_000.5,
} satisfies ResponseOf<"listDriftEvents">[number];

const anomaly = {
  anomaly_id: "a",
  timestamp: 1,
  anomaly_type: "systemic_drift",
  affected_cluster_ids: ["c", "d"],
  description: "2 of 3 clusters drift",
  severity: 1,
} satisfies ResponseOf<"listAnomalies">[number];

const region = {
  region_id: "r",
  name: "n",
  cluster_count: 1,
  meta_session_id: "meta:r",
  consensus_threshold: 0.5,
  vote_window_seconds: 60,
  recent_drift_events: [event],
  last_realignment: null,
} satisfies ResponseOf<"getRegion">;

const summary = {
  observer_id: "o",
  meta_session_id: "meta:o",
  registered_regions: ["r"],
  total_clusters_observed: 3,
  last_sample_at: null,
  anomaly_count: 1,
  recent_anomalies: [anomaly],
} satisfies ResponseOf<"observerSummary">;

/** One full answer of each route with a JSON object for an answer. */
const answers = {
  createCluster: {
    cluster_id: "c",
    name: "n",
    aggregation_mode: "attention",
    coupling_factor: 1,
  },
  getCluster: {
    cluster_id: "c",
    name: "n",
    member_count: 2,
    phase: "initialization",
    interaction_count: 0,
    total_memories: 0,
    aggregation_mode: "weighted_average",
    coupling_factor: 0,
    aggregate_vector: [0, 0],
  },
  deleteCluster: { deleted: true },
  storeCluster: { cluster_id: "c", stored: true, total_memories: 2 },
  feedback: { cluster_id: "c", sessions_updated: 0 },
  addMember: { cluster_id: "c", session_id: "s", added: false },
  removeMember: { cluster_id: "c", session_id: "s", removed: true },
  createRegion: { region_id: "r", name: "n", meta_session_id: "meta:r" },
  getRegion: region,
  deleteRegion: { deleted: true },
  attachCluster: { added: true },
  detachCluster: { removed: true },
  streamDriftEvents: event,
  createObserver: { observer_id: "o", registered_regions: [], meta_session_id: "meta:o" },
  observerSummary: summary,
  sampleObserver: {
    sampled_at: 1.5,
    clusters_sampled: 3,
    regions_sampled: 2,
    sample_duration_ms: 0.25,
    new_anomalies: 1,
    anomalies: [anomaly],
  },
  clearAnomalies: { cleared: 1 },
  streamAnomalies: anomaly,
  registerRegion: { region_id: "r", registered: true },
  unregisterRegion: { region_id: "r", unregistered: true },
  transfer: { source_session_id: "a", target_session_id: "b", delta_norm: 0 },
  switchUser: { active_user: "alice", previous_user: "default" },
  activeUser: { active_user: "default" },
  serializeUser: { user_id: "alice", state: { format_version: 1 } },
  forgetUser: { user_id: "alice", deleted: true, sessions_deleted: 3 },
  proposeConsensus: { accepted: true, trust_scores: { s: 0.55 } },
  consensusTrust: { trust_scores: {} },
} satisfies { readonly [Id in RouteId]?: ResponseOf<Id> };

describe("answers", () => {
  test.each(Object.entries(answers))(
    "of %s are strict, and come back as they were",
    (id, answer) => {
      const { response } = routes[id as keyof typeof answers];
      expect(response.parse(answer)).toEqual(answer);
      expect(response.safeParse({ ...answer, secret: 1 }).success).toBe(false);
    },
  );

  test("a run of a cluster answers as a run does", () => {
    expect(routes.runCluster.response).toBe(routes.run.response);
  });

  test("lists are bare lists", () => {
    const lists = {
      listClusters: [{ cluster_id: "c", name: "n", member_count: 0 }],
      listRegions: [{ region_id: "r", name: "n", cluster_count: 0 }],
      listDriftEvents: [event],
      listAnomalies: [anomaly],
    } satisfies { readonly [Id in RouteId]?: ResponseOf<Id> };
    expect(routes.listClusters.response.parse(lists.listClusters)).toEqual(lists.listClusters);
    expect(routes.listRegions.response.parse(lists.listRegions)).toEqual(lists.listRegions);
    expect(routes.listDriftEvents.response.parse([event])).toEqual([event]);
    expect(routes.listAnomalies.response.parse([anomaly])).toEqual([anomaly]);
  });

  test("the last event of a stream says why it is the last", () => {
    const end: ResponseOf<"streamDriftEvents"> = { reason: "draining" };
    expect(routes.streamDriftEvents.response.parse(end)).toEqual(end);
    expect(routes.streamAnomalies.response.parse(end)).toEqual(end);
    expect(routes.streamAnomalies.response.safeParse({ reason: "bored" }).success).toBe(false);
  });

  test("newest events and anomalies are at most 20", () => {
    const regionWith = (count: number): boolean =>
      routes.getRegion.response.safeParse({
        ...region,
        recent_drift_events: Array(count).fill(event),
      }).success;
    const summaryWith = (count: number): boolean =>
      routes.observerSummary.response.safeParse({
        ...summary,
        recent_anomalies: Array(count).fill(anomaly),
      }).success;
    for (const accepts of [regionWith, summaryWith]) {
      expect([accepts(recentEventsMax), accepts(recentEventsMax + 1)]).toEqual([true, false]);
    }
  });
});
