import { fromWire, toWire } from "@semvec/contract";
import type { ClusterService } from "../coordination/coordination-service.js";
import type { CursorCodec } from "../http/cursor-codec.js";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import type { Handlers } from "./handler.js";
import { optionalPage, presentPage } from "./present-page.js";
import { presentRun } from "./present-run.js";

type ClusterRouteId =
  | "createCluster"
  | "listClusters"
  | "getCluster"
  | "deleteCluster"
  | "storeCluster"
  | "runCluster"
  | "feedback"
  | "addMember"
  | "removeMember";

/** Routes of sessions that share a direction. */
export function clusterHandlers(
  clusters: ClusterService,
  cursors: CursorCodec,
  metrics: ServiceMetrics,
): Handlers<ClusterRouteId> {
  return {
    async createCluster({ tenant, request }) {
      const { created, answer } = await clusters.createCluster(tenant, fromWire(request.body));
      return { body: toWire(answer), ...(!created && { status: 200 }) };
    },

    async listClusters({ tenant, request }) {
      const scope = { tenant, routeId: "listClusters" } as const;
      const page = optionalPage(cursors, scope, request.query);
      const rows = await clusters.listClusters(tenant, page);
      return presentPage(cursors, scope, { rows, limit: page?.limit });
    },

    async getCluster({ tenant, request }) {
      return { body: toWire(await clusters.getCluster(tenant, request.params.cluster_id)) };
    },

    async deleteCluster({ tenant, request }) {
      await clusters.deleteCluster(tenant, request.params.cluster_id);
      return { body: { deleted: true } };
    },

    async storeCluster({ tenant, request, requestId }) {
      const { cluster_id } = request.params;
      const turn = { ...fromWire(request.body), requestId };
      const answer = await clusters.storeCluster(tenant, cluster_id, turn);
      return { body: { cluster_id, stored: true, total_memories: answer.totalMemories } };
    },

    async runCluster({ tenant, request, requestId }) {
      const { cluster_id } = request.params;
      const turn = { ...fromWire(request.body), requestId };
      const answer = await clusters.runCluster(tenant, cluster_id, turn);
      if (answer.driftDetected) metrics.countDriftEvent();
      return { body: presentRun(answer) };
    },

    async feedback({ tenant, request }) {
      const { cluster_id } = request.params;
      return { body: { cluster_id, ...toWire(await clusters.feedback(tenant, cluster_id)) } };
    },

    async addMember({ tenant, request }) {
      const { cluster_id } = request.params;
      const { session_id } = request.body;
      const { added } = await clusters.addMember(tenant, cluster_id, session_id);
      return { body: { cluster_id, session_id, added } };
    },

    async removeMember({ tenant, request }) {
      const { cluster_id, session_id } = request.params;
      await clusters.removeMember(tenant, cluster_id, session_id);
      return { body: { cluster_id, session_id, removed: true } };
    },
  };
}
