import { fromWire, toWire } from "@semvec/contract";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import { Degradation } from "../sessions/degradation.js";
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
      const degradation = new Degradation();
      const input = { ...fromWire(request.body), requestId };
      const answer = await sessions.run(tenant, input, degradation);
      if (answer.driftDetected) metrics.countDriftEvent();
      return { body: presentRun(answer), headers: degradation.headers };
    },

    async store({ tenant, request, requestId }) {
      const degradation = new Degradation();
      const input = { ...fromWire(request.body), requestId };
      const { sessionId } = await sessions.store(tenant, input, degradation);
      return { body: { session_id: sessionId }, headers: degradation.headers };
    },

    async storeTurns({ tenant, request, requestId }) {
      const { session_id } = request.params;
      const degradation = new Degradation();
      const input = { ...fromWire(request.body), requestId };
      const answer = await sessions.storeTurns(tenant, session_id, input, degradation);
      return { body: toWire(answer), headers: degradation.headers };
    },

    async recall({ tenant, request }) {
      const { session_id } = request.params;
      const degradation = new Degradation();
      const input = fromWire(request.body);
      const answer = await sessions.recall(tenant, session_id, input, degradation);
      return { body: toWire(answer), headers: degradation.headers };
    },
  };
}
