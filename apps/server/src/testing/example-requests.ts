import {
  dimensionDefault,
  type RequestOf,
  type RouteEntry,
  routeEntries,
  type ServedRouteId,
} from "@semvec/contract";

/** Routes that a licence opens. */
export type LicensedRouteId = Exclude<ServedRouteId, "health" | "readyz" | "metrics">;

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
    openApi: {},
    swaggerUi: {},
    redoc: {},
  };
}

/** The licensed routes with their entries. */
export const licensedRoutes = routeEntries.filter(
  (route): route is RouteEntry & { readonly id: LicensedRouteId } => route.auth === "license",
);
