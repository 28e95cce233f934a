import { fromWire, toWire } from "@semvec/contract";
import type { ObserverService } from "../coordination/coordination-service.js";
import type { CursorCodec } from "../http/cursor-codec.js";
import type { Handlers } from "./handler.js";
import { page, presentPage } from "./present-page.js";

type ObserverRouteId =
  | "createObserver"
  | "observerSummary"
  | "sampleObserver"
  | "listAnomalies"
  | "clearAnomalies"
  | "streamAnomalies"
  | "registerRegion"
  | "unregisterRegion";

/** Routes of the one observer of a licence subject. */
export function observerHandlers(
  observers: ObserverService,
  cursors: CursorCodec,
): Handlers<ObserverRouteId> {
  return {
    async createObserver({ tenant, request }) {
      return { body: toWire(await observers.createObserver(tenant, fromWire(request.body))) };
    },

    async observerSummary({ tenant }) {
      return { body: toWire(await observers.observerSummary(tenant)) };
    },

    async sampleObserver({ tenant }) {
      return { body: toWire(await observers.sampleObserver(tenant)) };
    },

    async listAnomalies({ tenant, request }) {
      const scope = { tenant, routeId: "listAnomalies" } as const;
      const wanted = page(cursors, scope, request.query);
      const rows = await observers.listAnomalies(tenant, wanted);
      return presentPage(cursors, scope, { rows, limit: wanted.limit });
    },

    async clearAnomalies({ tenant }) {
      const { cleared } = await observers.clearAnomalies(tenant);
      return { body: { cleared } };
    },

    async streamAnomalies({ tenant }) {
      return { source: await observers.anomalySource(tenant) };
    },

    async registerRegion({ tenant, request }) {
      const { region_id } = request.body;
      await observers.registerRegion(tenant, region_id);
      return { body: { region_id, registered: true } };
    },

    async unregisterRegion({ tenant, request }) {
      const { region_id } = request.params;
      await observers.unregisterRegion(tenant, region_id);
      return { body: { region_id, unregistered: true } };
    },
  };
}
