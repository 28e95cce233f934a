import { expect, test } from "@jest/globals";
import { fillPath, pathForms, routeEntries } from "@semvec/contract";
import { RouteMatcher } from "./route-matcher.js";

const matcher = new RouteMatcher(routeEntries);

test.each(routeEntries.map((route) => [route.id, route] as const))(
  "%s is found under each form of its path",
  (_, route) => {
    const names = Object.keys(route.params?.shape ?? {});
    const values: Record<string, string> = {
      ...Object.fromEntries(names.map((name) => [name, "a:b/ö"])),
      key: "a/b",
    };
    for (const form of pathForms(route.path)) {
      const match = matcher.match(route.method.toUpperCase(), fillPath(form, values));
      expect(match.route?.id).toBe(route.id);
      for (const [name, value] of Object.entries(match.params)) expect(value).toBe(values[name]);
    }
  },
);

test.each([
  ["src/main.ts", "src/main.ts"],
  ["src%2Fmain.ts", "src/main.ts"],
  ["/etc/hosts", "/etc/hosts"],
  ["src/", "src/"],
  ["a%2F", "a/"],
  ["100%25", "100%"],
  ["entities/x", "entities/x"],
])("the rest of a path is a key, byte for byte: %s", (rest, key) => {
  const { route, params } = matcher.match("DELETE", `/v1/session/s/entities/${rest}`);
  expect(route?.id).toBe("removeEntity");
  expect(params).toEqual({ session_id: "s", key });
});

test("HEAD is GET", () => {
  expect(matcher.match("HEAD", "/v1/health").route?.id).toBe("health");
});

test.each([
  ["PUT", "/v1/run", ["POST"]],
  ["GET", "/v1/session/create", ["DELETE", "POST"]],
  ["OPTIONS", "/v1/health", ["GET", "HEAD"]],
  ["POST", "/v1/session/a/b/c", []],
  ["GET", "/v1/health/", []],
  ["GET", "/v1/session//", []],
  ["DELETE", "/v1/session/a/entities/", []],
  ["DELETE", "/v1/session/a/", []],
  ["DELETE", "/v1/cluster/a/", []],
  ["PUT", "/v1/cluster", ["GET", "HEAD", "POST"]],
  ["DELETE", "/v1/session/a/entities/%zz", []],
  ["GET", "/V1/health", []],
  ["GET", "/v1/session/%zz/export", []],
  ["GET", "/openapi_json", []],
])("%s %s: %j", (method, path, allowed) => {
  expect(matcher.match(method, path)).toEqual({ params: {}, allowed });
});
