import type { Relay, Store } from "@semvec/persistence";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import type { TenantServices } from "./tenant-services.js";

/** What a relay of messages is made of. */
export interface MessageRelayParts {
  readonly store: Store;
  readonly services: TenantServices;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

/**
 * Brings what entities of all tenants tell each other to those it is for: one a process. The log
 * names entities and errors; neither holds what was said.
 */
export function createMessageRelay({ store, services, metrics, log }: MessageRelayParts): Relay {
  return store.createRelay({
    async deliver(row) {
      const { againAtMs } = await services.delivery(row.tenant).deliver(row);
      return againAtMs === undefined ? undefined : { againAtMs };
    },
    onError(err, row) {
      metrics.countFailedDelivery();
      const { tenant, source, sourceSeq, target, attempt } = row ?? {};
      const message = "a message between entities was not delivered, and will be again";
      log.warn({ err, tenant, source, sourceSeq, target, attempt }, message);
    },
  });
}
