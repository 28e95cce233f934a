import { fromWire, toWire } from "@semvec/contract";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import type { SessionService } from "../sessions/session-service.js";
import type { Handlers } from "./handler.js";
import { presentRun } from "./present-run.js";

/** Routes that a conversation calls turn by turn. */
export function turnHandlers(
  sessions: SessionService,
  metrics: ServiceMetrics,
): Handlers<"run" | "store" | "storeTurns" | "recall"> {
  return {
    async run({ tenant, request, requestId }) {
      const answer = await sessions.run(tenant, { ...fromWire(request.body), requestId });
      if (answer.driftDetected) metrics.countDriftEvent();
      return { body: presentRun(answer) };
    },

    async store({ tenant, request, requestId }) {
      const { sessionId } = await sessions.store(tenant, {
        ...fromWire(request.body),
        requestId,
      });
      return { body: { session_id: sessionId } };
    },

    async storeTurns({ tenant, request, requestId }) {
      const { session_id } = request.params;
      const answer = await sessions.storeTurns(tenant, session_id, {
        ...fromWire(request.body),
        requestId,
      });
      return { body: toWire(answer) };
    },

    async recall({ tenant, request }) {
      const { session_id } = request.params;
      const answer = await sessions.recall(tenant, session_id, fromWire(request.body));
      return { body: toWire(answer) };
    },
  };
}
