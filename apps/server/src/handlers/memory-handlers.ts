import { fromWire, toWire } from "@semvec/contract";
import { matchesEntityTag } from "../http/matches-entity-tag.js";
import type { SessionService } from "../sessions/session-service.js";
import type { Handlers } from "./handler.js";
import { presentMemory } from "./present-memory.js";
import { presentMetrics } from "./present-metrics.js";
import { presentState, stateTag } from "./present-state.js";

/** Routes that look into a session. */
export function memoryHandlers(
  sessions: SessionService,
): Handlers<"sessionMetrics" | "stateMetrics" | "stateContext" | "sessionState" | "getMemory"> {
  return {
    async sessionMetrics({ tenant, request }) {
      return { body: presentMetrics(await sessions.metrics(tenant, request.params.session_id)) };
    },

    async stateMetrics({ tenant, request }) {
      return { body: presentMetrics(await sessions.metrics(tenant, request.query.session_id)) };
    },

    async stateContext({ tenant, request }) {
      const memories = await sessions.listContext(tenant, fromWire(request.query));
      return { body: { session_id: request.query.session_id, memories: toWire(memories) } };
    },

    async sessionState({ tenant, request, headers }) {
      const { metrics, vector } = await sessions.state(tenant, request.params.session_id);
      const body = presentState(metrics, vector);
      const tag = stateTag(body);
      const isHeld = matchesEntityTag(headers["if-none-match"], tag);
      return { body, headers: { ETag: tag }, ...(isHeld && { status: 304 }) };
    },

    async getMemory({ tenant, request }) {
      const { session_id, memory_hash } = request.params;
      return { body: presentMemory(await sessions.memory(tenant, session_id, memory_hash)) };
    },
  };
}
