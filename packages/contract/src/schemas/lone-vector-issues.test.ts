import { expect, test } from "@jest/globals";
import { loneVectorIssues } from "./lone-vector-issues.js";

test("a vector needs its text; a text needs no vector", () => {
  expect(loneVectorIssues("text", [1], "vector")).toEqual([]);
  expect(loneVectorIssues("text", undefined, "vector")).toEqual([]);
  expect(loneVectorIssues(undefined, undefined, "vector")).toEqual([]);
  expect(loneVectorIssues(undefined, [1], "vector")).toMatchObject([
    { message: "comes without its text", input: [1], path: ["vector"] },
  ]);
});
