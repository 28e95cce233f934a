import * as z from "zod";
import { listedTextUnitsDefault, textUnitsMax, topKDefault, topKMax } from "../limits.js";
import {
  ListMemoriesResponse,
  MemoryResponse,
  SessionContextResponse,
  SessionMetricsResponse,
  SessionStateResponse,
} from "../messages/session-state.js";
import { Id } from "../schemas/id.js";
import { emptyAsAbsent, optional, withDefault } from "../schemas/optional.js";
import { QueryBoolean, queryInteger } from "../schemas/query-value.js";
import { MemoryText } from "../schemas/text.js";
import { Tier } from "../schemas/vocabulary.js";
import { PageParameters } from "./page-parameters.js";
import type { Route } from "./route.js";
import {
  MemoryParameters,
  memoryNotFound,
  SessionParameter,
  sessionNotFound,
} from "./session-parameter.js";

/** Routes that look into a session; none of them changes it. */
export const memoryRoutes = {
  sessionMetrics: {
    method: "get",
    path: "/v1/metrics/{session_id}",
    tag: "Memories",
    summary: "Metrics of a session",
    description: "Phase, counts and the newest values of each history.",
    auth: "license",
    scope: "read",
    params: SessionParameter,
    status: 200,
    response: SessionMetricsResponse,
    errors: { 404: sessionNotFound },
  },
  stateMetrics: {
    method: "get",
    path: "/v1/state/metrics",
    tag: "Memories",
    summary: "Metrics of a session, by query",
    description: "The same as `/v1/metrics/{session_id}`.",
    auth: "license",
    scope: "read",
    query: SessionParameter,
    status: 200,
    response: SessionMetricsResponse,
    errors: { 404: sessionNotFound },
  },
  stateContext: {
    method: "get",
    path: "/v1/state/context",
    tag: "Memories",
    summary: "Relevant memories",
    description: "Memories ranked against the session's state, or against `query`.",
    auth: "license",
    scope: "read",
    query: z.object({
      session_id: Id,
      top_k: withDefault(queryInteger(1, topKMax), topKDefault),
      full_first: withDefault(QueryBoolean, false).describe("Never cut the first memory's text."),
      max_text_chars: withDefault(queryInteger(1, textUnitsMax), listedTextUnitsDefault).describe(
        "Cut texts to this many UTF-16 units.",
      ),
      query: emptyAsAbsent(MemoryText).describe("Rank against this text instead."),
    }),
    status: 200,
    response: SessionContextResponse,
    errors: { 404: sessionNotFound },
  },
  sessionState: {
    method: "get",
    path: "/v1/session/{session_id}/state",
    tag: "Memories",
    summary: "State of a session",
    description: "The state vector, the phase and the newest drift score.",
    auth: "license",
    scope: "read",
    params: SessionParameter,
    status: 200,
    response: SessionStateResponse,
    revalidated: true,
    errors: { 404: sessionNotFound },
  },
  listMemories: {
    method: "get",
    path: "/v1/session/{session_id}/memories",
    tag: "Memories",
    summary: "All memories",
    description: "The memories of a session, oldest first, page by page.",
    auth: "license",
    scope: "read",
    params: SessionParameter,
    query: PageParameters.extend({
      tier: optional(Tier),
      max_text_chars: withDefault(queryInteger(1, textUnitsMax), listedTextUnitsDefault).describe(
        "Cut texts to this many UTF-16 units.",
      ),
    }),
    status: 200,
    response: ListMemoriesResponse,
    paged: true,
    errors: { 404: sessionNotFound },
  },
  getMemory: {
    method: "get",
    path: "/v1/session/{session_id}/memories/{memory_hash}",
    tag: "Memories",
    summary: "One memory in full",
    description: "The whole text of a memory. The hash of a merged memory finds the survivor.",
    auth: "license",
    scope: "read",
    params: MemoryParameters,
    status: 200,
    response: MemoryResponse,
    errors: { 404: memoryNotFound },
  },
} as const satisfies Record<string, Route>;
