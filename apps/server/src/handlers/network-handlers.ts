import { fromWire, toWire } from "@semvec/contract";
import type { NetworkService } from "../coordination/coordination-service.js";
import type { Handlers } from "./handler.js";

type NetworkRouteId =
  | "transfer"
  | "switchUser"
  | "activeUser"
  | "serializeUser"
  | "forgetUser"
  | "proposeConsensus"
  | "consensusTrust";

/** Routes between sessions, and of the users a licence subject keeps apart. */
export function networkHandlers(network: NetworkService): Handlers<NetworkRouteId> {
  return {
    async transfer({ tenant, request }) {
      const { source_session_id, target_session_id } = request.body;
      const { deltaNorm } = await network.transfer(tenant, fromWire(request.body));
      return { body: { source_session_id, target_session_id, delta_norm: deltaNorm } };
    },

    async switchUser({ tenant, request }) {
      return { body: toWire(await network.switchUser(tenant, request.body.user_id)) };
    },

    async activeUser({ tenant }) {
      return { body: toWire(await network.activeUser(tenant)) };
    },

    async serializeUser({ tenant, request }) {
      const { user_id } = request.params;
      return { body: { user_id, state: await network.serializeUser(tenant, user_id) } };
    },

    async forgetUser({ tenant, request }) {
      const { user_id } = request.params;
      const { sessionsDeleted } = await network.forgetUser(tenant, user_id);
      return { body: { user_id, deleted: true, sessions_deleted: sessionsDeleted } };
    },

    async proposeConsensus({ tenant, request }) {
      return { body: toWire(await network.proposeConsensus(tenant, fromWire(request.body))) };
    },

    async consensusTrust({ tenant }) {
      return { body: toWire(await network.consensusTrust(tenant)) };
    },
  };
}
