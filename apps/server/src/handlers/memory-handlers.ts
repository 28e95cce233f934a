import { fromWire, routes, toWire } from "@semvec/contract";
import { type CursorCodec, invalidCursor } from "../http/cursor-codec.js";
import { matchesEntityTag } from "../http/matches-entity-tag.js";
import { nextPage } from "../http/next-page.js";
import { Degradation } from "../sessions/degradation.js";
import type { SessionService } from "../sessions/session-service.js";
import type { Handlers } from "./handler.js";
import { presentListed, presentMemory } from "./present-memory.js";
import { presentMetrics } from "./present-metrics.js";
import { presentState, stateTag } from "./present-state.js";

type MemoryRouteId =
  | "sessionMetrics"
  | "stateMetrics"
  | "stateContext"
  | "sessionState"
  | "listMemories"
  | "getMemory";

/** Routes that look into a session. */
export function memoryHandlers(
  sessions: SessionService,
  cursors: CursorCodec,
): Handlers<MemoryRouteId> {
  return {
    async sessionMetrics({ tenant, request }) {
      return { body: presentMetrics(await sessions.metrics(tenant, request.params.session_id)) };
    },

    async stateMetrics({ tenant, request }) {
      return { body: presentMetrics(await sessions.metrics(tenant, request.query.session_id)) };
    },

    async stateContext({ tenant, request }) {
      const degradation = new Degradation();
      const input = fromWire(request.query);
      const memories = await sessions.listContext(tenant, input, degradation);
      const body = { session_id: request.query.session_id, memories: toWire(memories) };
      return { body, headers: degradation.headers };
    },

    async sessionState({ tenant, request, headers }) {
      const { metrics, vector } = await sessions.state(tenant, request.params.session_id);
      const body = presentState(metrics, vector);
      const tag = stateTag(body);
      const isHeld = matchesEntityTag(headers["if-none-match"], tag);
      return { body, headers: { ETag: tag }, ...(isHeld && { status: 304 }) };
    },

    async listMemories({ tenant, request }) {
      const { session_id } = request.params;
      const { cursor, limit, tier, max_text_chars } = request.query;
      const filter = JSON.stringify([session_id, tier ?? null]);
      const scope = { tenant, routeId: "listMemories", filter } as const;
      const page = await sessions.listMemories(tenant, session_id, {
        limit,
        ...(tier !== undefined && { tier }),
        ...(cursor !== undefined && { after: cursors.decode(scope, cursor) }),
      });
      if (page === undefined) {
        throw invalidCursor("stands among memories that are forgotten; begin again without it");
      }
      return {
        body: {
          session_id,
          memories: page.memories.map((memory) => presentListed(memory, max_text_chars)),
        },
        ...(page.last !== undefined && {
          headers: nextPage({
            path: routes.listMemories.path,
            params: { session_id },
            cursor: cursors.encode(scope, page.last),
            limit,
            query: { tier, max_text_chars },
          }),
        }),
      };
    },

    async getMemory({ tenant, request }) {
      const { session_id, memory_hash } = request.params;
      return { body: presentMemory(await sessions.memory(tenant, session_id, memory_hash)) };
    },
  };
}
