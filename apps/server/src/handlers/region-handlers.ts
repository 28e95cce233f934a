import { fromWire, toWire } from "@semvec/contract";
import type { RegionService } from "../coordination/coordination-service.js";
import type { CursorCodec } from "../http/cursor-codec.js";
import type { Handlers } from "./handler.js";
import { optionalPage, page, presentPage } from "./present-page.js";

type RegionRouteId =
  | "createRegion"
  | "listRegions"
  | "getRegion"
  | "deleteRegion"
  | "attachCluster"
  | "detachCluster"
  | "listDriftEvents"
  | "streamDriftEvents";

/** Routes of clusters that are realigned when enough of them drift. */
export function regionHandlers(
  regions: RegionService,
  cursors: CursorCodec,
): Handlers<RegionRouteId> {
  return {
    async createRegion({ tenant, request }) {
      const { created, answer } = await regions.createRegion(tenant, fromWire(request.body));
      return { body: toWire(answer), ...(!created && { status: 200 }) };
    },

    async listRegions({ tenant, request }) {
      const scope = { tenant, routeId: "listRegions" } as const;
      const wanted = optionalPage(cursors, scope, request.query);
      const rows = await regions.listRegions(tenant, wanted);
      return presentPage(cursors, scope, { rows, limit: wanted?.limit });
    },

    async getRegion({ tenant, request }) {
      return { body: toWire(await regions.getRegion(tenant, request.params.region_id)) };
    },

    async deleteRegion({ tenant, request }) {
      await regions.deleteRegion(tenant, request.params.region_id);
      return { body: { deleted: true } };
    },

    async attachCluster({ tenant, request }) {
      const { region_id } = request.params;
      const { added } = await regions.attachCluster(tenant, region_id, request.body.cluster_id);
      return { body: { added } };
    },

    async detachCluster({ tenant, request }) {
      const { region_id, cluster_id } = request.params;
      await regions.detachCluster(tenant, region_id, cluster_id);
      return { body: { removed: true } };
    },

    async listDriftEvents({ tenant, request }) {
      const { params, query } = request;
      const scope = { tenant, routeId: "listDriftEvents" } as const;
      const wanted = page(cursors, scope, query);
      const rows = await regions.listDriftEvents(tenant, params.region_id, wanted);
      return presentPage(cursors, scope, { rows, limit: wanted.limit, params });
    },

    async streamDriftEvents({ tenant, request }) {
      return { source: await regions.driftEventSource(tenant, request.params.region_id) };
    },
  };
}
