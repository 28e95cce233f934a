/** Every bound and default of this package. */
export const coordinationLimits = {
  /** Members of a cluster; clusters of a region; regions of an observer. */
  childCountMax: 256,
  /** Clusters of a subject. */
  clusterCountMax: 1_000,
  /** Regions of a subject. */
  regionCountMax: 1_000,
  /** UTF-16 units of a name. */
  nameLengthMax: 200,
  /** UTF-16 units of a user's id. */
  userIdLengthMax: 120,
  /** UTF-16 units of any id that a log refers to. */
  idLengthMax: 256,

  /** How far feedback moves a member toward the aggregate, 0..1. */
  couplingFactorDefault: 0,
  /** Share of clusters with a live vote that a realignment must exceed, (0, 1]. */
  consensusThresholdDefault: 0.5,
  voteWindowMsDefault: 60_000,
  voteWindowMsMin: 1_000,
  voteWindowMsMax: 86_400_000,
  /** Drift events kept of a region; the oldest is dropped. */
  driftEventCountMax: 1_000,
  /** Retractions that a region remembers, for votes that are still under way. */
  retractionCountMax: 256,

  sampleIntervalMsDefault: 30_000,
  sampleIntervalMsMin: 1_000,
  sampleIntervalMsMax: 86_400_000,
  /** Anomalies kept; the oldest is dropped. */
  anomalyCountMax: 1_000,
  /** Clusters, or regions, that one anomaly names: a whole region's. Its description counts all. */
  affectedClusterCountMax: 256,

  /** Greatest weight of a transfer that names none, 0..1. */
  transferWeightDefault: 0.15,
  /** Sessions named in network calls that are remembered; the least recent is dropped. */
  peerCountMax: 256,
  /** How long a session that was named belongs to the electorate. */
  peerLifetimeMs: 86_400_000,
  /** Trust scores that are remembered; the one that changed least recently is dropped. */
  trustCountMax: 1_000,

  /** Sources that a receiver remembers, and messages of each. */
  heardSourceCountMax: 512,
  heardMessageCountMax: 128,
  /** Entities that are read at the same time to answer one question. */
  readsAtOnce: 16,
} as const;

/** Prefix of the ids of sessions that back a region, an observer or the network. */
export const metaPrefix = "meta:";

/** Prefix of the ids of user partitions. */
export const userPrefix = "user:";
