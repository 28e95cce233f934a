import { describe, expect, test } from "@jest/globals";
import { pathForms, pathParameters } from "./path.js";
import type { Route } from "./route.js";
import {
  type ParsedRequestOf,
  type RequestOf,
  type ResponseOf,
  routeEntries,
  routes,
} from "./routes.js";

describe("the route table", () => {
  test("holds these routes", () => {
    const lines = routeEntries.map(({ id, method, path, auth, scope }) =>
      [method.toUpperCase(), path, id, scope ?? auth].join(" "),
    );
    expect(lines).toEqual([
      "POST /v1/run run write",
      "POST /v1/store store write",
      "POST /v1/session/{session_id}/turns storeTurns write",
      "POST /v1/session/{session_id}/recall recall read",
      "POST /v1/session/create createSession write",
      "GET /v1/session/ listSessions read",
      "DELETE /v1/session/{session_id} deleteSession write",
      "POST /v1/session/{session_id}/reset resetSession write",
      "GET /v1/session/{session_id}/export exportSession read",
      "POST /v1/session/{session_id}/import importSession control",
      "POST /v1/session/{session_id}/trigger addTrigger control",
      "DELETE /v1/session/{session_id}/trigger clearTriggers control",
      "POST /v1/session/{session_id}/anchor addAnchor control",
      "GET /v1/session/{session_id}/anchor_score anchorScore read",
      "PUT /v1/session/{session_id}/isolation setIsolation control",
      "POST /v1/session/{session_id}/isolation/release releaseIsolation control",
      "POST /v1/session/{session_id}/memory injectMemory control",
      "PATCH /v1/session/{session_id}/memories/{memory_hash} correctMemory control",
      "POST /v1/session/{session_id}/purge purgeSession control",
      "DELETE /v1/session/{session_id}/memories/{memory_hash} forgetMemory control",
      "POST /v1/session/{session_id}/verify verifySession read",
      "POST /v1/session/{session_id}/entities putEntity write",
      "GET /v1/session/{session_id}/entities listEntities read",
      "DELETE /v1/session/{session_id}/entities/{key} removeEntity write",
      "POST /v1/session/{session_id}/extract extractFacts write",
      "GET /v1/metrics/{session_id} sessionMetrics read",
      "GET /v1/state/metrics stateMetrics read",
      "GET /v1/state/context stateContext read",
      "GET /v1/session/{session_id}/state sessionState read",
      "GET /v1/session/{session_id}/memories listMemories read",
      "GET /v1/session/{session_id}/memories/{memory_hash} getMemory read",
      "POST /v1/cluster/ createCluster write",
      "GET /v1/cluster/ listClusters read",
      "GET /v1/cluster/{cluster_id} getCluster read",
      "DELETE /v1/cluster/{cluster_id} deleteCluster write",
      "POST /v1/cluster/{cluster_id}/store storeCluster write",
      "POST /v1/cluster/{cluster_id}/run runCluster write",
      "POST /v1/cluster/{cluster_id}/feedback feedback control",
      "POST /v1/cluster/{cluster_id}/members addMember control",
      "DELETE /v1/cluster/{cluster_id}/members/{session_id} removeMember control",
      "POST /v1/region/ createRegion write",
      "GET /v1/region/ listRegions read",
      "GET /v1/region/{region_id} getRegion read",
      "DELETE /v1/region/{region_id} deleteRegion write",
      "POST /v1/region/{region_id}/clusters attachCluster control",
      "DELETE /v1/region/{region_id}/clusters/{cluster_id} detachCluster control",
      "GET /v1/region/{region_id}/events listDriftEvents read",
      "GET /v1/region/{region_id}/events/stream streamDriftEvents read",
      "POST /v1/observer/ createObserver write",
      "GET /v1/observer/summary observerSummary read",
      "POST /v1/observer/sample sampleObserver write",
      "GET /v1/observer/anomalies listAnomalies read",
      "DELETE /v1/observer/anomalies clearAnomalies control",
      "GET /v1/observer/anomalies/stream streamAnomalies read",
      "POST /v1/observer/regions registerRegion control",
      "DELETE /v1/observer/regions/{region_id} unregisterRegion control",
      "POST /v1/network/transfer transfer control",
      "POST /v1/network/users/switch switchUser write",
      "GET /v1/network/users/active activeUser read",
      "POST /v1/network/users/{user_id}/serialize serializeUser read",
      "DELETE /v1/network/users/{user_id} forgetUser control",
      "POST /v1/network/consensus proposeConsensus control",
      "GET /v1/network/consensus/trust consensusTrust read",
      "GET /v1/health health none",
      "GET /v1/readyz readyz none",
      "GET /metrics metrics basic",
      "GET /openapi.json openApi read",
      "GET /docs swaggerUi read",
      "GET /redoc redoc read",
    ]);
  });

  test("gives every path parameter a schema", () => {
    for (const { path, params } of routeEntries) {
      expect(Object.keys(params?.shape ?? {})).toEqual(pathParameters(path));
    }
  });

  test("serves no method and path twice, in any form of the path", () => {
    const served = routeEntries.flatMap(({ method, path }) =>
      pathForms(path).map((form) => `${method} ${form.replace(/\{[a-z_]+\}/g, "{}")}`),
    );
    expect(new Set(served).size).toBe(served.length);
  });

  test("reads write nothing: a GET needs no more than the scope read", () => {
    for (const { method, auth, scope } of routeEntries) {
      if (method === "get" && auth === "license") expect(scope).toBe("read");
    }
  });

  test("lets a parameter take the rest of a path only at its end", () => {
    for (const { path, restOfPath } of routeEntries) {
      if (restOfPath) expect(path).toMatch(/\}$/);
    }
  });

  test("has another status for what exists only where something is created", () => {
    for (const { status, existsStatus } of routeEntries) {
      if (existsStatus !== undefined) expect(status).toBe(201);
    }
  });

  test("streams events only where nothing is written", () => {
    for (const { method, streamed, contentType } of routeEntries) {
      expect(contentType === "text/event-stream").toBe(streamed === true);
      if (streamed) expect(method).toBe("get");
    }
  });

  test("has something to revalidate only where nothing is written", () => {
    for (const { method, revalidated } of routeEntries) {
      if (revalidated) expect(method).toBe("get");
    }
  });

  test("gives a body limit only to routes with a body", () => {
    for (const route of routeEntries) {
      if (route.body === undefined) expect(route.bodyLimit).toBeUndefined();
    }
  });
});

test("types follow the table", () => {
  const request: RequestOf<"run"> = { body: { message: "hi", session_id: null } };
  const list: RequestOf<"stateContext"> = { query: { session_id: "s", full_first: true } };
  const response: ResponseOf<"deleteSession"> = { session_id: "s", deleted: true };
  const threshold = (parsed: ParsedRequestOf<"run">): number => parsed.body.short_circuit_threshold;
  // @ts-expect-error a run has no path parameters
  const params = (parsed: ParsedRequestOf<"run">): unknown => parsed.params;
  // @ts-expect-error a message is required
  const incomplete: RequestOf<"run"> = { body: {} };
  // @ts-expect-error a licensed route names its scope
  const unscoped: Route = { ...routes.run, scope: undefined };
  // @ts-expect-error a public route has none
  const scoped: Route = { ...routes.health, scope: "read" };
  expect([request, list, response, incomplete, unscoped, scoped]).toHaveLength(6);
  expect([threshold, params]).toHaveLength(2);
});
