import { describe, expect, test } from "@jest/globals";
import {
  cursorCharactersMax,
  dimensionMax,
  nameUnitsMax,
  observerRegionsMax,
  pageRowsMax,
  sampleIntervalSecondsMax,
  sampleIntervalSecondsMin,
  userIdCharactersMax,
  voteWindowSecondsMax,
  voteWindowSecondsMin,
} from "../limits.js";
import type { RouteId } from "../routes/routes.js";
import { parseRequest, type RawRequest } from "./parse-request.js";

const params = { cluster_id: "c", region_id: "r", session_id: "s", user_id: "u" };
const embedding = [1, 0];

/** `loc` and `type` of every error, joined; empty when the request was accepted. */
function refusals(id: RouteId, raw: RawRequest): string[] {
  const result = parseRequest(id, { params, ...raw });
  return result.ok ? [] : result.errors.map(({ loc, type }) => `${loc.join(".")} ${type}`);
}

function parsed(
  id: RouteId,
  raw: RawRequest,
): { readonly body?: unknown; readonly query?: unknown } {
  const result = parseRequest(id, { params, ...raw });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.request;
}

describe("defaults are filled in", () => {
  test.each<[RouteId, object, object]>([
    ["createCluster", { name: "n" }, { aggregation_mode: "weighted_average", coupling_factor: 0 }],
    ["runCluster", { message: "m" }, { short_circuit_threshold: 0.85, reset_context: false }],
    ["createRegion", { name: "n" }, { consensus_threshold: 0.5, vote_window_seconds: 60 }],
    ["createObserver", {}, {}],
    ["transfer", { source_session_id: "a", target_session_id: "b" }, { max_weight: 0.15 }],
  ])("%s", (id, body, defaults) => {
    expect(parsed(id, { body }).body).toEqual({ ...body, ...defaults });
  });

  test.each<RouteId>(["listDriftEvents", "listAnomalies"])("%s: 20 rows", (id) => {
    expect(parsed(id, { query: {} }).query).toEqual({ limit: 20 });
  });

  test.each<RouteId>(["listClusters", "listRegions"])("%s: all rows", (id) => {
    expect(parsed(id, { query: {} }).query).toEqual({});
    expect(parsed(id, { query: { limit: "7" } }).query).toEqual({ limit: 7 });
  });
});

test("an observer may be asked for without a body", () => {
  expect(parsed("createObserver", {}).body).toEqual({});
});

test("a cluster takes turns as a session does, without the session's id", () => {
  const turn = { message: "m", response: "", query_embedding: embedding, session_id: "x" };
  expect(parsed("runCluster", { body: turn }).body).not.toHaveProperty("session_id");
  const lone = { message: "m", response_embedding: embedding };
  expect(refusals("runCluster", { body: lone })).toEqual(["body.response_embedding value_error"]);
  expect(refusals("storeCluster", { body: { response: "r" } })).toEqual(["body.message missing"]);
  expect(refusals("storeCluster", { body: { message: "", response: "r" } })).toEqual([
    "body.message string_too_short",
  ]);
});

test("a mode of aggregation may be any name here, but must be one", () => {
  expect(refusals("createCluster", { body: { name: "n", aggregation_mode: "max" } })).toEqual([]);
  expect(refusals("createCluster", { body: { name: "n", aggregation_mode: 1 } })).toEqual([
    "body.aggregation_mode string_type",
  ]);
});

test.each<[RouteId, string]>([
  ["createCluster", "cluster_id"],
  ["createRegion", "region_id"],
])("%s takes no id that is the service's own", (id, field) => {
  const refused = (own: string): string[] => refusals(id, { body: { name: "n", [field]: own } });
  expect(refused("meta:a")).toEqual([`body.${field} value_error`]);
  expect(refused("user:a")).toEqual([`body.${field} value_error`]);
  expect(refused("a b")).toEqual([`body.${field} string_pattern_mismatch`]);
  expect(refused("a:meta:")).toEqual([]);
});

test("ids of the service's own may be named where nothing is made", () => {
  expect(refusals("addMember", { body: { session_id: "user:alice" } })).toEqual([]);
  const body = { source_session_id: "meta:a", target_session_id: "user:b" };
  expect(refusals("transfer", { body })).toEqual([]);
});

describe("bounds hold at their edges", () => {
  const x = (count: number): string => "x".repeat(count);
  const cluster = (fields: object): RawRequest => ({ body: { name: "n", ...fields } });
  test.each<[string, RouteId, (value: number) => RawRequest, number, number]>([
    ["name of a cluster", "createCluster", (n) => cluster({ name: x(n) }), 1, nameUnitsMax],
    ["name of a region", "createRegion", (n) => cluster({ name: x(n) }), 1, nameUnitsMax],
    ["dimension", "createCluster", (dimension) => cluster({ dimension }), 1, dimensionMax],
    ["coupling", "createCluster", (n) => cluster({ coupling_factor: n }), 0, 1],
    [
      "vote window",
      "createRegion",
      (n) => cluster({ vote_window_seconds: n }),
      voteWindowSecondsMin,
      voteWindowSecondsMax,
    ],
    [
      "sample interval",
      "createObserver",
      (n) => ({ body: { sample_interval_seconds: n } }),
      sampleIntervalSecondsMin,
      sampleIntervalSecondsMax,
    ],
    [
      "weight of a transfer",
      "transfer",
      (n) => ({ body: { source_session_id: "a", target_session_id: "b", max_weight: n } }),
      0,
      1,
    ],
    ["user", "switchUser", (n) => ({ body: { user_id: x(n) } }), 1, userIdCharactersMax],
    [
      "user in the path",
      "forgetUser",
      (n) => ({ params: { user_id: x(n) } }),
      1,
      userIdCharactersMax,
    ],
    ["events", "listDriftEvents", (n) => ({ query: { limit: String(n) } }), 1, pageRowsMax],
    ["anomalies", "listAnomalies", (n) => ({ query: { limit: String(n) } }), 1, pageRowsMax],
    ["clusters", "listClusters", (n) => ({ query: { limit: String(n) } }), 1, pageRowsMax],
    ["cursor", "listRegions", (n) => ({ query: { cursor: x(n) } }), 1, cursorCharactersMax],
  ])("%s", (_, id, raw, least, most) => {
    expect(refusals(id, raw(least))).toEqual([]);
    expect(refusals(id, raw(most))).toEqual([]);
    expect(refusals(id, raw(most + 1))).toHaveLength(1);
    // Least 1 may be the length of a string; least 0 is a number.
    expect(refusals(id, raw(least === 0 ? -1e-9 : 0))).toHaveLength(1);
  });

  test("the share that realigns is above 0", () => {
    const refused = (consensus_threshold: number): string[] =>
      refusals("createRegion", cluster({ consensus_threshold }));
    expect(refused(0)).toEqual(["body.consensus_threshold greater_than"]);
    expect(refused(Number.MIN_VALUE)).toEqual([]);
    expect(refused(1)).toEqual([]);
    expect(refused(1.01)).toEqual(["body.consensus_threshold less_than_equal"]);
  });

  test("regions of one call", () => {
    const refused = (count: number): string[] =>
      refusals("createObserver", { body: { region_ids: Array(count).fill("r") } });
    expect(refused(0)).toEqual([]);
    expect(refused(observerRegionsMax)).toEqual([]);
    expect(refused(observerRegionsMax + 1)).toEqual(["body.region_ids too_long"]);
  });

  test("a direction to vote on is a vector", () => {
    const body = { proposer_session_id: "s", target_embedding: [0, 0] };
    expect(refusals("proposeConsensus", { body })).toEqual(["body.target_embedding value_error"]);
    expect(
      refusals("proposeConsensus", { body: { ...body, target_embedding: embedding } }),
    ).toEqual([]);
  });
});
