import { describe, expect, test } from "@jest/globals";
import {
  accessCountMax,
  entityContextUnitsMax,
  entityImportanceMax,
  entityKeyUnitsMax,
  entityResultsMax,
  isolationVectorsMax,
  keywordUnitsMax,
  testEmbeddingsMax,
  textUnitsMax,
} from "../limits.js";
import type { RouteId } from "../routes/routes.js";
import { parseRequest, type RawRequest } from "./parse-request.js";

const params = { session_id: "s" };
const embedding = [1, 0];

/** `loc` and `type` of every error, joined; empty when the request was accepted. */
function refusals(id: RouteId, raw: RawRequest): string[] {
  const result = parseRequest(id, { params, ...raw });
  return result.ok ? [] : result.errors.map(({ loc, type }) => `${loc.join(".")} ${type}`);
}

function parsedBody(id: RouteId, body: unknown): unknown {
  const result = parseRequest(id, { params, body });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return (result.request as { readonly body?: unknown }).body;
}

describe("defaults are filled in", () => {
  test.each<[RouteId, object, object]>([
    ["addTrigger", { keyword: "k" }, { threshold: 0.8 }],
    ["setIsolation", { level: "OPEN" }, { similarity_threshold: 0.8 }],
    [
      "injectMemory",
      { embedding, text: "t" },
      { tier: "short_term", importance: 0.5, access_count: 0 },
    ],
    ["verifySession", { test_embeddings: [embedding] }, { tolerance: 1e-3 }],
    ["putEntity", { key: "k", kind: "path", value: "v" }, { importance: 1 }],
    ["extractFacts", { text: "t" }, { store: false }],
  ])("%s", (id, body, defaults) => {
    expect(parsedBody(id, body)).toEqual({ ...body, ...defaults });
  });

  test("of the listing of entities", () => {
    const listed = parseRequest("listEntities", { params, query: { q: "" } });
    expect(listed).toMatchObject({ ok: true, request: { query: { max_results: 20 } } });
  });
});

test("one of several fields is needed", () => {
  expect(refusals("addTrigger", { body: { threshold: 0.5 } })).toEqual(["body value_error"]);
  expect(refusals("addTrigger", { body: { embedding } })).toEqual([]);
  expect(refusals("addAnchor", { body: { text: "" } })).toEqual(["body value_error"]);
  expect(refusals("addAnchor", { body: { text: "orders" } })).toEqual([]);
});

test("a kind of entity may be any name here, but must be one", () => {
  const entity = { key: "k", value: "v" };
  expect(refusals("putEntity", { body: { ...entity, kind: "spell" } })).toEqual([]);
  expect(refusals("putEntity", { body: { ...entity, kind: 1 } })).toEqual([
    "body.kind string_type",
  ]);
  expect(refusals("putEntity", { body: entity })).toEqual(["body.kind missing"]);
});

test("a level of isolation is one of four, in capitals", () => {
  expect(refusals("setIsolation", { body: { level: "open" } })).toEqual([
    "body.level literal_error",
  ]);
});

test("a value of an entity comes through byte for byte", () => {
  const value = '\tif (a <b) {\r\n  return "\u202e\u200b";\n}  ';
  expect(parsedBody("putEntity", { key: " k ", kind: "path", value })).toMatchObject({
    key: " k ",
    value,
  });
});

describe("bounds hold at their edges", () => {
  const entity = { key: "k", kind: "path", value: "v" };
  const memory = { embedding, text: "t" };
  const x = (count: number): string => "x".repeat(count);
  const vectors = (count: number): unknown[] => new Array(Math.max(0, count)).fill(embedding);
  test.each<[string, RouteId, (value: number) => RawRequest, number, number]>([
    ["keyword", "addTrigger", (n) => ({ body: { keyword: x(n) } }), 1, keywordUnitsMax],
    ["threshold", "addTrigger", (threshold) => ({ body: { embedding, threshold } }), -1, 1],
    [
      "similarity_threshold",
      "setIsolation",
      (similarity_threshold) => ({ body: { level: "FILTER", similarity_threshold } }),
      -1,
      1,
    ],
    ["importance", "injectMemory", (importance) => ({ body: { ...memory, importance } }), 0, 1],
    [
      "access_count",
      "injectMemory",
      (access_count) => ({ body: { ...memory, access_count } }),
      0,
      accessCountMax,
    ],
    [
      "test_embeddings",
      "verifySession",
      (n) => ({ body: { test_embeddings: vectors(n) } }),
      1,
      testEmbeddingsMax,
    ],
    ["key", "putEntity", (n) => ({ body: { ...entity, key: x(n) } }), 1, entityKeyUnitsMax],
    [
      "key in the path",
      "removeEntity",
      (n) => ({ params: { ...params, key: x(n) } }),
      1,
      entityKeyUnitsMax,
    ],
    ["value", "putEntity", (n) => ({ body: { ...entity, value: x(n) } }), 1, textUnitsMax],
    [
      "importance of an entity",
      "putEntity",
      (importance) => ({ body: { ...entity, importance } }),
      0,
      entityImportanceMax,
    ],
    [
      "max_results",
      "listEntities",
      (n) => ({ query: { max_results: String(n) } }),
      1,
      entityResultsMax,
    ],
    ["text to extract from", "extractFacts", (n) => ({ body: { text: x(n) } }), 1, textUnitsMax],
  ])("%s", (_, id, raw, least, most) => {
    expect(refusals(id, raw(least))).toEqual([]);
    expect(refusals(id, raw(most))).toEqual([]);
    expect(refusals(id, raw(most + 1))).toHaveLength(1);
    // A string or a list of less than one is none.
    if (least <= 0 || id === "listEntities") {
      expect(refusals(id, raw(least - 1))).toHaveLength(1);
    } else {
      expect(refusals(id, raw(0))).toHaveLength(1);
    }
  });

  test("context of an entity; an empty one is none", () => {
    const refused = (length: number): string[] =>
      refusals("putEntity", { body: { ...entity, context: x(length) } });
    expect(refused(0)).toEqual([]);
    expect(refused(entityContextUnitsMax)).toEqual([]);
    expect(refused(entityContextUnitsMax + 1)).toEqual(["body.context string_too_long"]);
  });

  test.each(["exclusion_embeddings", "allowlist_embeddings"])("%s", (name) => {
    const refused = (count: number): string[] =>
      refusals("setIsolation", { body: { level: "FILTER", [name]: vectors(count) } });
    expect(refused(0)).toEqual([]);
    expect(refused(isolationVectorsMax)).toEqual([]);
    expect(refused(isolationVectorsMax + 1)).toEqual([`body.${name} too_long`]);
  });

  test("tolerance is not below 0", () => {
    const refused = (tolerance: number): string[] =>
      refusals("verifySession", { body: { test_embeddings: [embedding], tolerance } });
    expect(refused(0)).toEqual([]);
    expect(refused(-1e-9)).toEqual(["body.tolerance greater_than_equal"]);
  });
});
