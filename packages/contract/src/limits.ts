import { controlLimits, literalLimits, vectorComponentMax } from "@semvec/core";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** Longest `message`, `response` or other memory text, in UTF-16 code units. */
export const textUnitsMax = 100_000;
/** Longest id of a session or other resource, in characters. */
export const idCharactersMax = 128;
/** Longest id of a user: `user:` before it makes the id of the user's session. */
export const userIdCharactersMax = 120;
/** Longest name (a model's, a source's), in UTF-16 code units. */
export const nameUnitsMax = 200;
/** Largest metadata object, in UTF-8 bytes of its JSON. */
export const metadataBytesMax = 4 * KIBIBYTE;

/** Most components an embedding may have. */
export const dimensionMax = 4096;
/** Components of an embedding when neither a session nor the configuration says. */
export const dimensionDefault = 384;

/** Most turns of one bulk import. */
export const turnsPerCallMax = 256;
/** Most policy vectors of a session. */
export const policyVectorsMax = 64;
/** Largest weight of a policy vector. */
export const policyWeightMax = 1e6;
/** Most memories one tier of a session may be given room for; its bytes are bounded besides. */
export const tierCapacityMax = 32_768;
/** Longest durable lifetime of a session, in seconds: a century. Absent means for ever. */
export const ttlSecondsMax = 3_153_600_000;

/** Most memories one recall may ask for. */
export const topKMax = 100;
/** Memories a recall gives when the request and the server's configuration say nothing. */
export const topKDefault = 5;
/** Smallest budget of a context, in tokens. */
export const tokenBudgetMin = 64;
/** Largest budget of a context, in tokens. */
export const tokenBudgetMax = 32_000;
/** Cut of a listed memory's text when the request says nothing, in UTF-16 code units. */
export const listedTextUnitsDefault = 500;
/** Cosine from which a message counts as already answered, when the request says nothing. */
export const shortCircuitThresholdDefault = 0.85;
/** Newest values a metrics answer holds of each history. */
export const historyWindowMax = 50;

/** Most triggers a session holds. */
export const triggersMax = controlLimits.triggerCountMax;
/** Longest keyword of a trigger, in UTF-16 code units. */
export const keywordUnitsMax = controlLimits.keywordLengthMax;
/** Most anchors a session holds. */
export const anchorsMax = controlLimits.anchorCountMax;
/** Most vectors on an exclusion list or an allowlist. */
export const isolationVectorsMax = controlLimits.exclusionCountMax;
/** Most vectors one verification is made with. */
export const testEmbeddingsMax = 64;
/** Largest difference of cosines that counts as none, when a verification does not say. */
export const verifyToleranceDefault = 1e-3;
/** Highest access count that an injected memory may start with. */
export const accessCountMax = 1_000_000_000;

/** Longest key of an entity, in UTF-16 code units. */
export const entityKeyUnitsMax = literalLimits.keyLengthMax;
/** Longest context of an entity, in UTF-16 code units. */
export const entityContextUnitsMax = literalLimits.contextLengthMax;
/** Highest importance of an entity. */
export const entityImportanceMax = literalLimits.importanceMax;
/** Most entities one listing gives. */
export const entityResultsMax = literalLimits.resultCountMax;
/** Entities a listing gives when the request does not say. */
export const entityResultsDefault = literalLimits.resultCountDefault;
/** Most new facts that one extraction stores. */
export const storedFactsMax = 256;

/** Most members of a cluster. */
export const clusterMembersMax = 256;
/** Most clusters of a region. */
export const regionClustersMax = 256;
/** Most regions of an observer. */
export const observerRegionsMax = 256;
/** Most clusters of one licence subject. */
export const clustersMax = 1000;
/** Most regions of one licence subject. */
export const regionsMax = 1000;
/** Shortest time that a drift counts as a vote, in seconds. */
export const voteWindowSecondsMin = 1;
/** Longest time that a drift counts as a vote, in seconds. */
export const voteWindowSecondsMax = 86_400;
/** Shortest time between two samples of an observer, in seconds. */
export const sampleIntervalSecondsMin = 1;
/** Longest time between two samples of an observer, in seconds. */
export const sampleIntervalSecondsMax = 86_400;
/** Newest drift events in the answer of a region, and newest anomalies in that of an observer. */
export const recentEventsMax = 20;

/** Earliest event time, in Unix seconds: the start of the year 1. */
export const timestampSecondsMin = -62_135_596_800;
/** Latest event time, in Unix seconds: the end of the year 9999. Milliseconds end up beyond it. */
export const timestampSecondsMax = 253_402_300_799;

/** Most rows of one page. */
export const pageRowsMax = 1000;
/** Rows of a page when the request does not say. */
export const pageRowsDefault = 20;
/** Longest page cursor, in characters. */
export const cursorCharactersMax = 1024;

/** Deepest nesting of arrays and objects in a JSON body. */
export const jsonDepthMax = 64;
/** Most errors one 422 answer lists. */
export const validationErrorsMax = 64;
/** Longest `X-Semvec-Ignored` header, in characters. */
export const ignoredHeaderCharactersMax = 1024;

/** Memories and state of one session, in bytes, unless configured. */
export const sessionBytesMaxDefault = MEBIBYTE;
/** Literals of one session, in bytes, unless configured. */
export const literalBytesMaxDefault = MEBIBYTE;

/**
 * Largest body of an import, in bytes: every export can be imported.
 *
 * Base64 and JSON make the bytes of a session grow by less than four; the last mebibyte is for the
 * parts that are not counted as memories or literals. Derived, so that it can never be configured
 * below what an export needs.
 *
 * @param sessionBytesMax - bound on the memories and state of one session
 * @param literalBytesMax - bound on the literals of one session
 *
 * @example
 * ```ts
 * importBodyBytesMax(1_048_576, 1_048_576); // 9 MiB
 * ```
 */
export function importBodyBytesMax(sessionBytesMax: number, literalBytesMax: number): number {
  return 4 * (sessionBytesMax + literalBytesMax) + MEBIBYTE;
}

/** Largest body by class of route, in bytes. */
export const bodyBytesMax = {
  /** Any route. */
  standard: 2 * MEBIBYTE,
  /** Lists of vectors or turns. */
  list: 8 * MEBIBYTE,
  /** Import of a session, with the default session bounds. */
  import: importBodyBytesMax(sessionBytesMaxDefault, literalBytesMaxDefault),
} as const;

/** The class of a route's body limit. */
export type BodyLimit = keyof typeof bodyBytesMax;

/** One documented limit. */
export interface LimitEntry {
  /** Name of the constant. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it bounds, and what its breach is answered with. */
  readonly what: string;
}

/** Every limit of the contract: the reference page is made from this table. */
export const limits: readonly LimitEntry[] = [
  entry("bodyBytesMax.standard", bodyBytesMax.standard, "bytes", "body of any route; 413"),
  entry(
    "bodyBytesMax.list",
    bodyBytesMax.list,
    "bytes",
    "body with lists of turns or vectors; 413",
  ),
  entry("bodyBytesMax.import", bodyBytesMax.import, "bytes", "body of an import; 413"),
  entry("jsonDepthMax", jsonDepthMax, "levels", "nesting of a JSON body; 422"),
  entry("textUnitsMax", textUnitsMax, "UTF-16 units", "message, response, query, value; 422"),
  entry("idCharactersMax", idCharactersMax, "characters", "an id; 422"),
  entry("userIdCharactersMax", userIdCharactersMax, "characters", "id of a user; 422"),
  entry("nameUnitsMax", nameUnitsMax, "UTF-16 units", "a name; 422"),
  entry("metadataBytesMax", metadataBytesMax, "bytes of JSON", "metadata of a session; 422"),
  entry("dimensionMax", dimensionMax, "components", "an embedding; 422"),
  entry("vectorComponentMax", vectorComponentMax, "magnitude", "a component of an embedding; 422"),
  entry("turnsPerCallMax", turnsPerCallMax, "turns", "one bulk store; 422"),
  entry("policyVectorsMax", policyVectorsMax, "vectors", "policy vectors of a session; 422"),
  entry("policyWeightMax", policyWeightMax, "weight", "weight of a policy vector; 422"),
  entry("tierCapacityMax", tierCapacityMax, "memories", "capacity of one tier; 422"),
  entry("ttlSecondsMax", ttlSecondsMax, "seconds", "durable lifetime of a session; 422"),
  entry("topKMax", topKMax, "memories", "one recall; 422"),
  entry("tokenBudgetMin", tokenBudgetMin, "tokens", "smallest budget of a context; 422"),
  entry("tokenBudgetMax", tokenBudgetMax, "tokens", "largest budget of a context; 422"),
  entry("triggersMax", triggersMax, "triggers", "triggers of a session; 409"),
  entry("keywordUnitsMax", keywordUnitsMax, "UTF-16 units", "keyword of a trigger; 422"),
  entry("anchorsMax", anchorsMax, "anchors", "anchors of a session; 409"),
  entry("isolationVectorsMax", isolationVectorsMax, "vectors", "each list of an isolation; 422"),
  entry("testEmbeddingsMax", testEmbeddingsMax, "vectors", "one verification; 422"),
  entry("accessCountMax", accessCountMax, "accesses", "start of an injected memory; 422"),
  entry("entityKeyUnitsMax", entityKeyUnitsMax, "UTF-16 units", "key of an entity; 422"),
  entry("entityContextUnitsMax", entityContextUnitsMax, "UTF-16 units", "its context; 422"),
  entry("entityImportanceMax", entityImportanceMax, "importance", "its importance; 422"),
  entry("entityResultsMax", entityResultsMax, "entities", "one listing; 422"),
  entry("storedFactsMax", storedFactsMax, "facts", "new facts of one extraction; 422"),
  entry("clusterMembersMax", clusterMembersMax, "sessions", "members of a cluster; 409"),
  entry("regionClustersMax", regionClustersMax, "clusters", "clusters of a region; 409"),
  entry("observerRegionsMax", observerRegionsMax, "regions", "one call; 422; in all; 409"),
  entry("clustersMax", clustersMax, "clusters", "clusters of a licence subject; 409"),
  entry("regionsMax", regionsMax, "regions", "regions of a licence subject; 409"),
  entry("voteWindowSecondsMin", voteWindowSecondsMin, "seconds", "shortest vote window; 422"),
  entry("voteWindowSecondsMax", voteWindowSecondsMax, "seconds", "longest vote window; 422"),
  entry("sampleIntervalSecondsMin", sampleIntervalSecondsMin, "seconds", "shortest interval; 422"),
  entry("sampleIntervalSecondsMax", sampleIntervalSecondsMax, "seconds", "longest interval; 422"),
  entry("recentEventsMax", recentEventsMax, "events", "newest in a region's answer; cut"),
  entry("timestampSecondsMin", timestampSecondsMin, "Unix seconds", "earliest event time; 422"),
  entry("timestampSecondsMax", timestampSecondsMax, "Unix seconds", "latest event time; 422"),
  entry("pageRowsMax", pageRowsMax, "rows", "one page of a list; 422"),
  entry("cursorCharactersMax", cursorCharactersMax, "characters", "a page cursor; 422"),
  entry("historyWindowMax", historyWindowMax, "values", "each history of a metrics answer; cut"),
  entry("validationErrorsMax", validationErrorsMax, "errors", "one 422 answer; cut"),
  entry(
    "ignoredHeaderCharactersMax",
    ignoredHeaderCharactersMax,
    "characters",
    "the X-Semvec-Ignored header; cut",
  ),
  entry("sessionBytesMaxDefault", sessionBytesMaxDefault, "bytes", "memories and state; 409"),
  entry("literalBytesMaxDefault", literalBytesMaxDefault, "bytes", "literals of a session; 409"),
];

function entry(name: string, value: number, unit: string, what: string): LimitEntry {
  return { name, value, unit, what };
}
