import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  dimensionMax,
  idCharactersMax,
  pageRowsMax,
  policyVectorsMax,
  policyWeightMax,
  textUnitsMax,
  tierCapacityMax,
  timestampSecondsMax,
  timestampSecondsMin,
  tokenBudgetMax,
  tokenBudgetMin,
  topKMax,
  ttlSecondsMax,
  turnsPerCallMax,
  validationErrorsMax,
} from "../limits.js";
import { type RouteId, routeEntries } from "../routes/routes.js";
import { parseJsonText } from "./parse-json-body.js";
import { parseRequest, type RawRequest, type RequestResult } from "./parse-request.js";

const session = { session_id: "s1" };
const allParams = {
  ...session,
  memory_hash: "0".repeat(32),
  cluster_id: "c1",
  region_id: "r1",
  user_id: "u1",
};

/** The request that a route's handler gets; fails the test when it was refused. */
function accepted<Id extends RouteId>(
  id: Id,
  raw: RawRequest,
): Extract<RequestResult<Id>, { ok: true }> {
  const result = parseRequest(id, raw);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.errors)}`);
  return result;
}

/** `loc` and `type` of every error, joined; empty when the request was accepted. */
function refusals(id: RouteId, raw: RawRequest): string[] {
  const result = parseRequest(id, raw);
  return result.ok ? [] : result.errors.map(({ loc, type }) => `${loc.join(".")} ${type}`);
}

describe("bodies", () => {
  test("defaults are filled in and unknown names are stripped and listed", () => {
    const body = JSON.parse('{"message":"hi","model":"x","__proto__":{"a":1},"top_k":null}');
    const { request, ignored } = accepted("run", { body });
    expect(request.body).toEqual({
      message: "hi",
      short_circuit_threshold: 0.85,
      reset_context: false,
    });
    expect(ignored).toEqual(["model", "__proto__"]);
  });

  test("an empty string means absent for session_id and response of a run, only there", () => {
    const body = { message: "hi", session_id: "", response: "" };
    expect(accepted("run", { body }).request.body).toMatchObject({ message: "hi" });
    expect(refusals("store", { body: { session_id: "", response: "" } })).toEqual([
      "body.session_id string_too_short",
      "body.response string_too_short",
    ]);
    expect(refusals("run", { body: { message: "" } })).toEqual(["body.message string_too_short"]);
  });

  test("null means absent for every optional field, and is wrong for a required one", () => {
    for (const route of routeEntries) {
      if (route.body === undefined) continue;
      const names = Object.keys(route.body.shape);
      const nulls = Object.fromEntries(names.map((name) => [name, null]));
      const required = names.filter(
        (name) => route.body?.shape[name]?.safeParse(undefined).success === false,
      );
      const found = refusals(route.id, { params: allParams, body: nulls });
      const fields = found.map((refusal) => refusal.split(" ")[0]?.split(".")[1]);
      // Only fields, or the rule that one of several is needed.
      expect(fields.filter((name) => name !== undefined)).toEqual(required);
    }
  });

  test("values are not coerced", () => {
    const body = { message: 5, top_k: "5", reset_context: "true", timestamp: "0" };
    expect(refusals("run", { body })).toEqual([
      "body.message string_type",
      "body.reset_context bool_type",
      "body.top_k int_type",
      "body.timestamp float_type",
    ]);
  });

  test("no body is an empty object where every field is optional, else it is missing", () => {
    expect(accepted("createSession", {}).request.body).toEqual({ enable_topic_switch: true });
    expect(accepted("createSession", { body: null }).ignored).toEqual([]);
    expect(refusals("run", {})).toEqual(["body missing"]);
    expect(refusals("run", { body: {} })).toEqual(["body.message missing"]);
  });

  test.each([[[]], ["text"], [1], [true]])("the body %j is not an object", (body) => {
    expect(refusals("createSession", { body })).toEqual(["body model_attributes_type"]);
  });

  test("a POST without fields has its body checked for what it is, and names what it holds", () => {
    expect(accepted("resetSession", { params: session, body: { a: 1 } })).toEqual({
      ok: true,
      request: { params: session },
      ignored: ["a"],
    });
    expect(accepted("resetSession", { params: session }).ignored).toEqual([]);
    expect(refusals("resetSession", { params: session, body: [] })).toEqual([
      "body model_attributes_type",
    ]);
  });

  test("a DELETE ignores what is sent", () => {
    expect(accepted("deleteSession", { params: session, body: { a: 1 } })).toEqual({
      ok: true,
      request: { params: session },
      ignored: [],
    });
  });

  test("a recall may have a query, its vector, or neither", () => {
    const refused = (body: unknown): string[] => refusals("recall", { params: session, body });
    for (const body of [{ query: "q" }, { query_embedding: [1] }, { top_k: 3 }, { query: "" }]) {
      expect(refused(body)).toEqual([]);
    }
    expect(refused(undefined)).toEqual([]);
  });

  test("a correction is of a text with its vector, and cannot both expire and never do", () => {
    const params = { ...session, memory_hash: "0".repeat(32) };
    const refused = (body: unknown): string[] => refusals("correctMemory", { params, body });
    expect(refused({ embedding: [1] })).toEqual(["body value_error"]);
    expect(refused({ text: "t", embedding: [1] })).toEqual([]);
    expect(refused({ expires_at: 1, never_expires: true })).toEqual(["body value_error"]);
    expect(refused({ expires_at: 1, never_expires: false })).toEqual([]);
  });

  test("a purge needs a criterion", () => {
    const refused = (body: unknown): string[] =>
      refusals("purgeSession", { params: session, body });
    expect(refused({})).toEqual(["body value_error"]);
    expect(refused({ source: null })).toEqual(["body value_error"]);
    expect(refused({ role: "tool" })).toEqual([]);
    expect(refused({ request_id: "short" })).toEqual(["body.request_id string_pattern_mismatch"]);
  });

  test("a stored turn needs a message or a response", () => {
    const turns = [{ message: "a" }, {}, { response: "b" }];
    expect(refusals("storeTurns", { params: session, body: { turns } })).toEqual([
      "body.turns.1 value_error",
    ]);
  });

  test("settings that change nothing are never an error", () => {
    const body = { model_name: 5, use_attention: "x", use_cache: true, use_meta_pss: null };
    expect(accepted("createSession", { body }).request.body).toMatchObject({ use_cache: true });
    expect(accepted("createSession", { body }).ignored).toEqual([]);
  });

  test("a client cannot create an id of the service's own, but may use one", () => {
    const body = { session_id: "user:7", message: "hi" };
    expect(refusals("createSession", { body })).toEqual(["body.session_id value_error"]);
    expect(refusals("run", { body })).toEqual([]);
  });

  test("a state_dict is an object and passes by reference, unread", () => {
    const body = parseJsonText('{"state_dict":{"__proto__":{"a":1},"deep":[{"constructor":2}]}}');
    if (!body.ok) throw new Error("the text is JSON");
    const { request } = accepted("importSession", { params: session, body: body.value });
    expect(request.body.state_dict).toBe((body.value as { state_dict: unknown }).state_dict);
    expect(refusals("importSession", { params: session, body: { state_dict: [] } })).toEqual([
      "body.state_dict dict_type",
    ]);
  });

  test("a hostile body yields few errors, and soon", () => {
    const embedding = new Array(dimensionMax).fill("x");
    const turn = { message: "", response: 1, timestamp: "x", message_embedding: embedding };
    const turns = new Array(turnsPerCallMax).fill(turn);
    const result = refusals("storeTurns", { params: session, body: { turns } });
    expect(result).toHaveLength(validationErrorsMax);
  });
});

describe("bounds hold at their edges", () => {
  const vector = [1, 0];
  const policy = { embedding: vector };
  test.each<[string, RouteId, (value: number) => RawRequest, number, number]>([
    ["message", "run", (n) => ({ body: { message: "x".repeat(n) } }), 1, textUnitsMax],
    ["top_k", "run", (top_k) => ({ body: { message: "x", top_k } }), 1, topKMax],
    [
      "token_budget",
      "run",
      (token_budget) => ({ body: { message: "x", token_budget } }),
      tokenBudgetMin,
      tokenBudgetMax,
    ],
    [
      "threshold",
      "run",
      (short_circuit_threshold) => ({ body: { message: "x", short_circuit_threshold } }),
      -1,
      1,
    ],
    [
      "timestamp",
      "store",
      (timestamp) => ({ body: { ...session, response: "x", timestamp } }),
      timestampSecondsMin,
      timestampSecondsMax,
    ],
    [
      "session id",
      "deleteSession",
      (n) => ({ params: { session_id: "x".repeat(n) } }),
      1,
      idCharactersMax,
    ],
    ["dimension", "createSession", (dimension) => ({ body: { dimension } }), 1, dimensionMax],
    ["ttl", "createSession", (ttl_seconds) => ({ body: { ttl_seconds } }), 1, ttlSecondsMax],
    [
      "capacity",
      "createSession",
      (short_term) => ({ body: { capacities: { short_term } } }),
      1,
      tierCapacityMax,
    ],
    [
      "turns",
      "storeTurns",
      (n) => ({ params: session, body: { turns: new Array(n).fill({ message: "x" }) } }),
      1,
      turnsPerCallMax,
    ],
    ["limit", "listSessions", (limit) => ({ query: { limit: String(limit) } }), 1, pageRowsMax],
    [
      "max_text_chars",
      "stateContext",
      (max) => ({ query: { ...session, max_text_chars: String(max) } }),
      1,
      textUnitsMax,
    ],
  ])("%s", (_, id, raw, least, most) => {
    expect(refusals(id, raw(least))).toEqual([]);
    expect(refusals(id, raw(most))).toEqual([]);
    expect(refusals(id, raw(least - 1))).toHaveLength(1);
    expect(refusals(id, raw(most + 1))).toHaveLength(1);
  });

  test("policy vectors: how many, and how heavy", () => {
    const refused = (policy_vectors: unknown): string[] =>
      refusals("createSession", { body: { policy_vectors } });
    expect(refused(new Array(policyVectorsMax).fill(policy))).toEqual([]);
    expect(refused(new Array(policyVectorsMax + 1).fill(policy))).toEqual([
      "body.policy_vectors too_long",
    ]);
    expect(refused([{ ...policy, weight: policyWeightMax }])).toEqual([]);
    expect(refused([{ ...policy, weight: policyWeightMax + 1 }])).toHaveLength(1);
    expect(refused([{ ...policy, weight: 0 }])).toEqual([
      "body.policy_vectors.0.weight greater_than",
    ]);
  });
});

describe("queries and paths", () => {
  test("query values are parsed from text", () => {
    const query = { session_id: "s1", top_k: "7", full_first: "True", max_text_chars: "10" };
    expect(accepted("stateContext", { query }).request.query).toEqual({
      session_id: "s1",
      top_k: 7,
      full_first: true,
      max_text_chars: 10,
    });
  });

  test("query defaults are filled in and unknown parameters are nothing", () => {
    const query = { session_id: "s1", _: "1" };
    expect(accepted("stateContext", { query }).request.query).toEqual({
      session_id: "s1",
      top_k: 5,
      full_first: false,
      max_text_chars: 500,
    });
    expect(refusals("stateMetrics", {})).toEqual(["query.session_id missing"]);
  });

  test("errors of every part are told at once, and where they are", () => {
    const raw = { params: { session_id: "a b" }, body: { turns: [] } };
    expect(refusals("storeTurns", raw)).toEqual([
      "path.session_id string_pattern_mismatch",
      "body.turns too_short",
    ]);
    expect(refusals("stateContext", { query: { session_id: "s", top_k: "x" } })).toEqual([
      "query.top_k int_parsing",
    ]);
  });

  test("a memory hash that no memory can have is not an error here", () => {
    const params = { ...session, memory_hash: "nonexistent" };
    expect(accepted("getMemory", { params }).request.params).toEqual(params);
  });
});

test("no request makes any route throw, and errors are of one shape", () => {
  const text = fc.dictionary(fc.string(), fc.string());
  const names = routeEntries.flatMap(({ body }) => (body ? Object.keys(body.shape) : []));
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...names, "__proto__", "constructor"), fc.jsonValue()),
  );
  const id = fc.constantFrom(...routeEntries.map((route) => route.id));
  fc.assert(
    fc.property(id, text, text, body, (routeId, params, query, value) => {
      const result = parseRequest(routeId, { params, query, body: value });
      if (result.ok) return;
      expect(result.errors.length).toBeGreaterThan(0);
      for (const { loc, msg, type } of result.errors) {
        expect(["path", "query", "body"]).toContain(loc[0]);
        expect(`${msg}${type}`).not.toContain("undefined");
      }
    }),
    { numRuns: 500 },
  );
});
