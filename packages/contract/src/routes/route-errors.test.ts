import { expect, test } from "@jest/globals";
import { ReadinessResponse, ValidationErrorResponse } from "../messages/service.js";
import { routeErrors } from "./route-errors.js";
import { routes } from "./routes.js";

function statuses(id: keyof typeof routes): number[] {
  return routeErrors(routes[id]).map(({ status }) => status);
}

test("a route has the errors of its kind and its own, in order", () => {
  expect(statuses("health")).toEqual([500]);
  expect(statuses("readyz")).toEqual([500, 503]);
  expect(statuses("metrics")).toEqual([401, 429, 500, 503]);
  expect(statuses("openApi")).toEqual([401, 402, 403, 429, 500, 503]);
  expect(statuses("run")).toEqual([401, 402, 403, 404, 413, 415, 422, 429, 500, 503]);
  expect(statuses("sampleObserver")).toEqual([401, 402, 403, 404, 413, 415, 422, 429, 500, 503]);
  expect(statuses("importSession")).toEqual([
    400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 500, 503,
  ]);
});

test("a route's own words stand before the shared ones", () => {
  expect(routeErrors(routes.run).at(-1)?.when).toMatch(/overloaded/);
  const notReady = routeErrors(routes.readyz).find(({ status }) => status === 503);
  expect(notReady).toEqual({
    status: 503,
    when: "not ready, or draining",
    response: ReadinessResponse,
  });
});

test("a 422 has a list for its detail", () => {
  const invalid = routeErrors(routes.run).find(({ status }) => status === 422);
  expect(invalid?.response).toBe(ValidationErrorResponse);
});
