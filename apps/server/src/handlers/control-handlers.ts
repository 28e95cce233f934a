import { fromWire, toWire } from "@semvec/contract";
import type { ControlService } from "../sessions/control-service.js";
import type { Handlers } from "./handler.js";
import { presentMemory } from "./present-memory.js";

type ControlRouteId =
  | "addTrigger"
  | "clearTriggers"
  | "addAnchor"
  | "anchorScore"
  | "setIsolation"
  | "releaseIsolation"
  | "injectMemory"
  | "correctMemory"
  | "purgeSession"
  | "forgetMemory"
  | "verifySession";

/** Routes that steer a session, change its memories by hand, and check on it. */
export function controlHandlers(controls: ControlService): Handlers<ControlRouteId> {
  return {
    async addTrigger({ tenant, request }) {
      const { session_id } = request.params;
      return {
        body: toWire(await controls.addTrigger(tenant, session_id, fromWire(request.body))),
      };
    },

    async clearTriggers({ tenant, request }) {
      return { body: toWire(await controls.clearTriggers(tenant, request.params.session_id)) };
    },

    async addAnchor({ tenant, request }) {
      const { session_id } = request.params;
      return { body: toWire(await controls.addAnchor(tenant, session_id, fromWire(request.body))) };
    },

    async anchorScore({ tenant, request }) {
      const reading = await controls.readAnchors(tenant, request.params.session_id);
      return { body: toWire(reading) };
    },

    async setIsolation({ tenant, request }) {
      const { session_id } = request.params;
      const answer = await controls.setIsolation(tenant, session_id, fromWire(request.body));
      return { body: toWire(answer) };
    },

    async releaseIsolation({ tenant, request }) {
      return { body: toWire(await controls.releaseIsolation(tenant, request.params.session_id)) };
    },

    async injectMemory({ tenant, request, requestId }) {
      const { session_id } = request.params;
      const input = { ...fromWire(request.body), requestId };
      return { body: toWire(await controls.injectMemory(tenant, session_id, input)) };
    },

    async correctMemory({ tenant, request }) {
      const { session_id, memory_hash } = request.params;
      const input = fromWire(request.body);
      const memory = await controls.correctMemory(tenant, session_id, memory_hash, input);
      return { body: presentMemory(memory) };
    },

    async purgeSession({ tenant, request }) {
      const { session_id } = request.params;
      return { body: toWire(await controls.purge(tenant, session_id, fromWire(request.body))) };
    },

    async forgetMemory({ tenant, request }) {
      const { session_id, memory_hash } = request.params;
      const { memoryHash } = await controls.forgetMemory(tenant, session_id, memory_hash);
      return { body: { session_id, memory_hash: memoryHash, deleted: true } };
    },

    async verifySession({ tenant, request }) {
      const { session_id } = request.params;
      return { body: toWire(await controls.verify(tenant, session_id, fromWire(request.body))) };
    },
  };
}
