import { describe, expect, test } from "@jest/globals";
import { clusterRoutes } from "./cluster-routes.js";
import { networkRoutes } from "./network-routes.js";
import { observerRoutes } from "./observer-routes.js";
import { pathParameters } from "./path.js";
import { regionRoutes } from "./region-routes.js";
import type { Route } from "./route.js";
import { routeErrors } from "./route-errors.js";
import { successStatuses } from "./success-statuses.js";

const table: Record<string, Route> = {
  ...clusterRoutes,
  ...regionRoutes,
  ...observerRoutes,
  ...networkRoutes,
};

describe("the routes of groups of agents", () => {
  test("are these", () => {
    const lines = Object.entries(table).map(([id, { method, path, scope }]) =>
      [method.toUpperCase(), path, id, scope].join(" "),
    );
    expect(lines).toEqual([
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
    ]);
  });

  test("have a schema for every path parameter", () => {
    for (const { path, params } of Object.values(table)) {
      expect(Object.keys(params?.shape ?? {})).toEqual(pathParameters(path));
    }
  });

  test("serve no method and path twice", () => {
    const served = Object.values(table).map(
      ({ method, path }) => `${method} ${path.replace(/\{[a-z_]+\}/g, "{}")}`,
    );
    expect(new Set(served).size).toBe(served.length);
  });

  test("write nothing where the method is GET", () => {
    for (const { method, scope } of Object.values(table)) {
      if (method === "get") expect(scope).toBe("read");
    }
  });

  test("answer 201 for what is new, and 200 for what a client has named before", () => {
    expect(successStatuses(clusterRoutes.createCluster)).toEqual([201, 200]);
    expect(successStatuses(regionRoutes.createRegion)).toEqual([201, 200]);
    expect(successStatuses(observerRoutes.createObserver)).toEqual([201]);
    for (const { method, status } of Object.values(table)) {
      if (status === 201) expect(method).toBe("post");
    }
  });

  test("stream events where nothing is written, and check where a stream goes on", () => {
    const streams = Object.values(table).filter(({ streamed }) => streamed);
    expect(streams).toHaveLength(2);
    for (const route of streams) {
      expect([route.method, route.contentType]).toEqual(["get", "text/event-stream"]);
      expect(routeErrors(route).map(({ status }) => status)).toContain(422);
    }
  });
});
