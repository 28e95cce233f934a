import { expect, test } from "@jest/globals";
import { bodySchema } from "./body-schema.js";
import { routes } from "./routes.js";

test("a route's own schema checks its body", () => {
  expect(bodySchema(routes.run)).toBe(routes.run.body);
});

test("without one a POST has no fields, and a DELETE or GET no body", () => {
  expect(bodySchema(routes.feedback)?.shape).toEqual({});
  expect(bodySchema(routes.deleteSession)).toBeUndefined();
  expect(bodySchema(routes.getCluster)).toBeUndefined();
});
