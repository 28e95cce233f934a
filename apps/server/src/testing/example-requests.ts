import {
  dimensionDefault,
  type RequestOf,
  type RouteEntry,
  type RouteId,
  routeEntries,
} from "@semvec/contract";

/** Routes that a licence opens. */
export type LicensedRouteId = Exclude<RouteId, "health" | "readyz" | "metrics">;

/** A valid request for every licensed route, about one session where the route is about one. */
export function exampleRequests(session_id: string): {
  readonly [Id in LicensedRouteId]: RequestOf<Id>;
} {
  const params = { session_id };
  const embedding = [1, ...new Array<number>(dimensionDefault - 1).fill(0)];
  return {
    run: { body: { session_id, message: "hello" } },
    store: { body: { session_id, response: "hi" } },
    storeTurns: { params, body: { turns: [{ message: "hello", response: "hi" }] } },
    recall: { params, body: { query: "hello" } },
    createSession: { body: {} },
    listSessions: { query: {} },
    deleteSession: { params },
    resetSession: { params },
    exportSession: { params },
    importSession: { params, body: { state_dict: {} } },
    addTrigger: { params, body: { keyword: "deadline" } },
    clearTriggers: { params },
    addAnchor: { params, body: { text: "orders and returns" } },
    anchorScore: { params },
    setIsolation: { params, body: { level: "OPEN" } },
    releaseIsolation: { params },
    injectMemory: { params, body: { embedding, text: "a note" } },
    correctMemory: {
      params: { session_id, memory_hash: "0".repeat(32) },
      body: { importance: 1 },
    },
    purgeSession: { params, body: { source: "web" } },
    forgetMemory: { params: { session_id, memory_hash: "0".repeat(32) } },
    verifySession: { params, body: { test_embeddings: [embedding] } },
    putEntity: { params, body: { key: "src/main.ts", kind: "path", value: "src/main.ts" } },
    listEntities: { params, query: {} },
    removeEntity: { params: { session_id, key: "src/main.ts" } },
    extractFacts: { params, body: { text: "Pay 5 EUR by 2023-05-08.", store: true } },
    sessionMetrics: { params },
    stateMetrics: { query: { session_id } },
    stateContext: { query: { session_id } },
    sessionState: { params },
    listMemories: { params, query: {} },
    getMemory: { params: { session_id, memory_hash: "0".repeat(32) } },
    ...groupRequests(session_id, embedding),
    openApi: {},
    swaggerUi: {},
    redoc: {},
  };
}

/** Ids of the groups that go with a session in {@link exampleRequests}. */
export function groupIds(session_id: string) {
  return { cluster_id: `${session_id}-cluster`, region_id: `${session_id}-region` };
}

/** The same for the routes of groups. */
function groupRequests(session_id: string, embedding: number[]) {
  const { cluster_id, region_id } = groupIds(session_id);
  const cluster = { params: { cluster_id } };
  const region = { params: { region_id } };
  return {
    createCluster: { body: { name: "Kitchen" } },
    listClusters: { query: {} },
    getCluster: cluster,
    deleteCluster: cluster,
    storeCluster: { ...cluster, body: { message: "hello", response: "hi" } },
    runCluster: { ...cluster, body: { message: "hello" } },
    feedback: cluster,
    addMember: { ...cluster, body: { session_id: "nobodys-own" } },
    removeMember: { params: { cluster_id, session_id: "nobodys-own" } },
    createRegion: { body: { name: "House" } },
    listRegions: { query: {} },
    getRegion: region,
    deleteRegion: region,
    attachCluster: { ...region, body: { cluster_id: "nobodys-own" } },
    detachCluster: { params: { region_id, cluster_id: "nobodys-own" } },
    listDriftEvents: { ...region, query: {} },
    streamDriftEvents: region,
    createObserver: { body: { region_ids: [region_id] } },
    observerSummary: {},
    sampleObserver: {},
    listAnomalies: { query: {} },
    clearAnomalies: {},
    streamAnomalies: {},
    registerRegion: { body: { region_id } },
    unregisterRegion: region,
    transfer: { body: { source_session_id: session_id, target_session_id: "nobodys-own" } },
    switchUser: { body: { user_id: "ada" } },
    activeUser: {},
    serializeUser: { params: { user_id: "nobody" } },
    forgetUser: { params: { user_id: "nobody" } },
    proposeConsensus: { body: { proposer_session_id: session_id, target_embedding: embedding } },
    consensusTrust: {},
  };
}

/** The licensed routes with their entries. */
export const licensedRoutes = routeEntries.filter(
  (route): route is RouteEntry & { readonly id: LicensedRouteId } => route.auth === "license",
);
