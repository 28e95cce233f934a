import { describe, expect, test } from "@jest/globals";
import { clusterRoutes } from "./cluster-routes.js";
import { networkRoutes } from "./network-routes.js";
import { observerRoutes } from "./observer-routes.js";
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
