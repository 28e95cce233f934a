import { describe, expect, test } from "@jest/globals";
import { type ResponseOf, type RouteId, routes } from "../routes/routes.js";

const hash = "0123456789abcdef0123456789abcdef";
const memory = {
  memory_hash: hash,
  relevance: 1,
  tier: "short_term" as const,
  reasons: ["dense"],
};
const metrics = {
  session_id: "s",
  phase: "stability",
  interaction_count: 1,
  total_memories: 2,
  beta_history: [0.5],
  similarity_history: [-0.1],
  fsm_history: [0],
  norm_history: [1],
  phase_history: ["initialization"],
  drift_history: [0],
  unpaired_turns: 0,
  tier_counts: { short_term: 2, medium_term: 0, long_term: 0 },
  bytes: 1024,
  config: { dimension: 384 },
} satisfies ResponseOf<"sessionMetrics">;

/** One full answer of each route with a JSON object for an answer. */
const answers = {
  run: {
    session_id: "s",
    context: "",
    top_similarity: 0,
    short_circuit: false,
    drift_score: 0,
    drift_detected: false,
    drift_phase: "stable",
    phase: "initialization",
    turn: 0,
    context_tokens: 20,
    memories: [memory],
    admitted: true,
    dedup_signal: false,
    drift_confirmed: true,
    returned_to: 0,
  },
  store: { session_id: "s" },
  storeTurns: { session_id: "s", stored: 256 },
  recall: {
    session_id: "s",
    memories: [{ ...memory, text: "t" }],
    context: "",
    context_tokens: 20,
  },
  createSession: { session_id: "s", created: false },
  deleteSession: { session_id: "s", deleted: true },
  resetSession: { session_id: "s", reset: true },
  exportSession: { session_id: "s", state_dict: {}, checksum: "0".repeat(64) },
  importSession: { session_id: "s", imported: true },
  addTrigger: { session_id: "s", trigger_count: 1 },
  clearTriggers: { session_id: "s", trigger_count: 0 },
  addAnchor: { session_id: "s", anchor_count: 64 },
  anchorScore: {
    session_id: "s",
    anchor_score: -0.5,
    anchor_count: 1,
    drift_threshold: 0.6,
    realignment_remaining: 0,
  },
  setIsolation: { session_id: "s", level: "LOCKDOWN" },
  releaseIsolation: { session_id: "s", released_count: 3 },
  injectMemory: { session_id: "s", memory_hash: hash, tier: "long_term", total_memories: 1 },
  forgetMemory: { session_id: "s", memory_hash: hash, deleted: true },
  verifySession: { consistent: false, max_deviation: 2 },
  putEntity: { session_id: "s", key: "src/main.ts", size: 1 },
  listEntities: {
    session_id: "s",
    entities: [
      {
        key: "k",
        kind: "constant",
        value: "v",
        context: "",
        importance: 1000,
        access_count: 0,
      },
    ],
    total: 2,
  },
  removeEntity: { session_id: "s", key: "k", removed: true },
  extractFacts: {
    session_id: "s",
    facts: [{ kind: "date", text: "8 May 2023", start: 0, end: 10, normalized: "2023-05-08" }],
    stored: 1,
  },
  sessionState: {
    vector: [0, 1],
    dimension: 2,
    norm: 1,
    phase: "exploration",
    drift: 0.25,
    seq: 7,
  },
  sessionMetrics: metrics,
  stateMetrics: metrics,
  stateContext: {
    session_id: "s",
    memories: [
      { text: "t", relevance: 0.5, memory_hash: hash, truncated: false, tier: "long_term" },
    ],
  },
  getMemory: {
    memory_hash: hash,
    text: "t",
    importance: 0.5,
    access_count: 0,
    timestamp: 1_700_000_000.5,
    tier: "medium_term",
    provenance: {
      turn: 1,
      part: "message",
      origin: "conversation",
      role: "user",
      source: "chat",
      seq: 2,
    },
  },
  health: { status: "ok", active_sessions: 0, version: "0.1.0" },
  readyz: { status: "ready", checks: { database: "ok", embedder: "ok", draining: "ok" } },
} satisfies { readonly [Id in RouteId]?: ResponseOf<Id> };

describe("answers", () => {
  test.each(Object.entries(answers))(
    "of %s are strict, and come back as they were",
    (id, answer) => {
      const { response } = routes[id as keyof typeof answers];
      expect(response.parse(answer)).toEqual(answer);
      expect(response.safeParse({ ...answer, secret: 1 }).success).toBe(false);
    },
  );

  test("a list of sessions is a bare list", () => {
    const list: ResponseOf<"listSessions"> = [{ session_id: "s", created_at: 1.5 }];
    expect(routes.listSessions.response.parse(list)).toEqual(list);
  });

  test("histories hold at most 50 values", () => {
    const { response } = routes.sessionMetrics;
    const withHistory = (length: number): unknown => ({
      ...metrics,
      drift_history: new Array(length).fill(0),
    });
    expect(response.safeParse(withHistory(50)).success).toBe(true);
    expect(response.safeParse(withHistory(51)).success).toBe(false);
  });
});
