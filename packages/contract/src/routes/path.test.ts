import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { PathParameterError } from "../errors.js";
import { fillPath, pathForms, pathParameters } from "./path.js";

test("a collection root is served with and without its slash, any other path as it is", () => {
  expect(pathForms("/v1/session/")).toEqual(["/v1/session/", "/v1/session"]);
  expect(pathForms("/v1/run")).toEqual(["/v1/run"]);
});

test("parameters are read in order", () => {
  expect(pathParameters("/v1/session/{session_id}/memories/{memory_hash}")).toEqual([
    "session_id",
    "memory_hash",
  ]);
  expect(pathParameters("/metrics")).toEqual([]);
});

describe("fillPath", () => {
  const template = "/v1/session/{session_id}/reset";

  test("any value comes back from the URL as it was", () => {
    const value = fc.string({ unit: "grapheme", minLength: 1 }).filter((s) => !/^\.\.?$/.test(s));
    fc.assert(
      fc.property(value, (session_id) => {
        const { pathname } = new URL(fillPath(template, { session_id }), "http://localhost");
        const segments = pathname.split("/");
        expect(segments).toHaveLength(5);
        expect(decodeURIComponent(segments[3] ?? "")).toBe(session_id);
      }),
    );
  });

  test.each(["", ".", "..", "\ud800"])("refuses %j", (session_id) => {
    expect(() => fillPath(template, { session_id })).toThrow(PathParameterError);
  });

  test("refuses a missing parameter, also one that every object inherits", () => {
    expect(() => fillPath(template, {})).toThrow("path parameter session_id is missing");
    expect(() => fillPath("/{constructor}", {})).toThrow(PathParameterError);
  });
});
