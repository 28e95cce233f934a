import { type ResponseOf, toWire } from "@semvec/contract";
import {
  type EntityState,
  type ObserverService as Observer,
  ObserverNotFoundError,
  observerEntityId,
} from "@semvec/coordination";
import type { OpPlace } from "../http/cursor-codec.js";
import type { EventSource } from "../http/event-source.js";
import type { ServiceHost } from "../sessions/service-host.js";
import type { AnomalyRow, ObserverService, PageOf } from "./coordination-service.js";
import { entityEventSource } from "./entity-event-source.js";
import type { EventAnnouncer } from "./event-announcer.js";
import { presentAnomaly, secondsOrNull } from "./present-events.js";
import type { TenantServices } from "./tenant-services.js";

/** What a {@link HostedObservers} is made of. */
export interface HostedObserversParts {
  readonly services: TenantServices;
  readonly host: ServiceHost;
  readonly announcer: EventAnnouncer;
}

type Input<Method extends keyof ObserverService> = Parameters<ObserverService[Method]>;
type StreamedAnomaly = ResponseOf<"streamAnomalies">;

/** The observer of each tenant on the service's host. */
export class HostedObservers implements ObserverService {
  readonly #parts: HostedObserversParts;

  constructor(parts: HostedObserversParts) {
    this.#parts = parts;
  }

  async createObserver(...[tenant, settings]: Input<"createObserver">) {
    const { observerId, registeredRegions, metaSessionId } =
      await this.#of(tenant).create(settings);
    return { observerId, registeredRegions: registeredRegions.toSorted(), metaSessionId };
  }

  async observerSummary(tenant: string) {
    const summary = await this.#of(tenant).summary();
    const { sampleIntervalSeconds: _setting, lastSampleMs, ...rest } = summary;
    return {
      ...rest,
      registeredRegions: summary.registeredRegions.toSorted(),
      lastSampleAt: secondsOrNull(lastSampleMs),
      recentAnomalies: summary.recentAnomalies.map(presentAnomaly),
    };
  }

  async sampleObserver(tenant: string) {
    const { sampledAtMs, anomalies, ...rest } = await this.#of(tenant).sample();
    return {
      ...rest,
      sampledAt: sampledAtMs / 1000,
      newAnomalies: anomalies.length,
      anomalies: anomalies.map(presentAnomaly),
    };
  }

  async listAnomalies(tenant: string, page: PageOf<OpPlace>): Promise<AnomalyRow[]> {
    const anomalies = await this.#of(tenant).anomalies(page);
    return anomalies.map((anomaly) => {
      const { seq, index } = anomaly;
      return { row: presentAnomaly(anomaly), place: { seq, index } };
    });
  }

  clearAnomalies(tenant: string) {
    return this.#of(tenant).clearAnomalies();
  }

  async anomalySource(tenant: string): Promise<EventSource<StreamedAnomaly>> {
    const { host, announcer } = this.#parts;
    const entity = observerEntityId;
    const version = await host.read(tenant, entity, (state, it) => state?.parts.observer && it);
    if (version === undefined) throw new ObserverNotFoundError();
    return entityEventSource({ host, announcer, tenant, entity, version, eventsOf });
  }

  async registerRegion(tenant: string, regionId: string): Promise<void> {
    await this.#of(tenant).register(regionId);
  }

  async unregisterRegion(tenant: string, regionId: string): Promise<void> {
    await this.#of(tenant).unregister(regionId);
  }

  #of(tenant: string): Observer {
    return this.#parts.services.observer(tenant);
  }
}

function eventsOf({ parts }: EntityState) {
  return parts.observer?.anomalies.map((anomaly) => ({
    seq: anomaly.seq,
    name: "anomaly",
    data: toWire(presentAnomaly(anomaly)),
  }));
}
