import { fromWire, routes, toWire } from "@semvec/contract";
import type { CursorCodec } from "../http/cursor-codec.js";
import { nextPage } from "../http/next-page.js";
import type { SessionService } from "../sessions/session-service.js";
import type { Handlers } from "./handler.js";

type SessionRouteId =
  | "createSession"
  | "listSessions"
  | "deleteSession"
  | "resetSession"
  | "exportSession"
  | "importSession";

/** Routes for the life of a session. */
export function sessionHandlers(
  sessions: SessionService,
  cursors: CursorCodec,
): Handlers<SessionRouteId> {
  return {
    async createSession({ tenant, request }) {
      return { body: toWire(await sessions.create(tenant, fromWire(request.body))) };
    },

    async listSessions({ tenant, request }) {
      const { cursor, limit } = request.query;
      const scope = { tenant, routeId: "listSessions" } as const;
      const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
      const rows = await sessions.list(tenant, limit, after);
      const last = rows.at(limit - 1);
      return {
        body: rows.map(({ entity, createdAtMs }) => ({
          session_id: entity,
          created_at: createdAtMs / 1000,
        })),
        // A page that is not full is the last.
        ...(last !== undefined && {
          headers: nextPage({
            path: routes.listSessions.path,
            cursor: cursors.encode(scope, { createdAtMs: last.createdAtMs, entity: last.entity }),
            limit,
          }),
        }),
      };
    },

    async deleteSession({ tenant, request }) {
      const { session_id } = request.params;
      await sessions.delete(tenant, session_id);
      return { body: { session_id, deleted: true } };
    },

    async resetSession({ tenant, request }) {
      const { session_id } = request.params;
      await sessions.reset(tenant, session_id);
      return { body: { session_id, reset: true } };
    },

    async exportSession({ tenant, request }) {
      const { session_id } = request.params;
      const stateDict = await sessions.exportState(tenant, session_id);
      const { checksum } = stateDict;
      return { body: { session_id, state_dict: { ...stateDict }, checksum } };
    },

    async importSession({ tenant, request }) {
      const { session_id } = request.params;
      await sessions.importState(tenant, session_id, fromWire(request.body));
      return { body: { session_id, imported: true } };
    },
  };
}
