import { fromWire, type ResponseOf, toWire } from "@semvec/contract";
import type { Literal } from "@semvec/core";
import type { LiteralService } from "../sessions/literal-service.js";
import type { Handlers } from "./handler.js";

/** Routes of what a session keeps word for word. */
export function literalHandlers(
  literals: LiteralService,
): Handlers<"putEntity" | "listEntities" | "removeEntity" | "extractFacts"> {
  return {
    async putEntity({ tenant, request }) {
      const { session_id } = request.params;
      return { body: toWire(await literals.put(tenant, session_id, fromWire(request.body))) };
    },

    async listEntities({ tenant, request }) {
      const { session_id } = request.params;
      const found = await literals.search(tenant, session_id, fromWire(request.query));
      const entities = found.literals.map(presentEntity);
      return { body: { session_id, entities, total: found.total } };
    },

    async removeEntity({ tenant, request }) {
      const { session_id, key } = request.params;
      await literals.remove(tenant, session_id, key);
      return { body: { session_id, key, removed: true } };
    },

    async extractFacts({ tenant, request }) {
      const { session_id } = request.params;
      const answer = await literals.extract(tenant, session_id, fromWire(request.body));
      return { body: { session_id, ...toWire(answer) } };
    },
  };
}

type Entity = ResponseOf<"listEntities">["entities"][number];

function presentEntity({ key, kind, value, context, importance, accessCount }: Literal): Entity {
  return { key, kind, value, context: context ?? "", importance, access_count: accessCount };
}
