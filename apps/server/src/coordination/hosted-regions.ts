import { type ResponseOf, toWire } from "@semvec/contract";
import {
  type EntityState,
  RegionNotFoundError,
  type RegionService as Regions,
  regionEntityId,
  regionEvents,
} from "@semvec/coordination";
import type { DirectoryPlace, OpPlace } from "../http/cursor-codec.js";
import type { EventSource } from "../http/event-source.js";
import type { ServiceHost } from "../sessions/service-host.js";
import type { BuryDamaged } from "./bury-damaged.js";
import type { DriftEventRow, PageOf, RegionRow, RegionService } from "./coordination-service.js";
import { entityEventSource } from "./entity-event-source.js";
import type { EventAnnouncer } from "./event-announcer.js";
import { presentDriftEvent, secondsOrNull } from "./present-events.js";
import type { TenantServices } from "./tenant-services.js";

/** What a {@link HostedRegions} is made of. */
export interface HostedRegionsParts {
  readonly services: TenantServices;
  readonly host: ServiceHost;
  readonly announcer: EventAnnouncer;
  readonly buryDamaged: BuryDamaged;
}

type Input<Method extends keyof RegionService> = Parameters<RegionService[Method]>;
type StreamedDrift = ResponseOf<"streamDriftEvents">;

/** Regions of all tenants on the service's host. */
export class HostedRegions implements RegionService {
  readonly #parts: HostedRegionsParts;

  constructor(parts: HostedRegionsParts) {
    this.#parts = parts;
  }

  async createRegion(...[tenant, settings]: Input<"createRegion">) {
    const { created, ...answer } = await this.#of(tenant).create(settings);
    return { created, answer };
  }

  async listRegions(tenant: string, page?: PageOf<DirectoryPlace>): Promise<RegionRow[]> {
    const { items, places } = await this.#of(tenant).list(page);
    return items.map((row, i) => ({ row, place: places[i] as DirectoryPlace }));
  }

  async getRegion(tenant: string, regionId: string) {
    const view = await this.#of(tenant).get(regionId);
    const { recentDriftEvents, lastRealignmentMs, ...rest } = view;
    return {
      ...rest,
      recentDriftEvents: recentDriftEvents.map(presentDriftEvent),
      lastRealignment: secondsOrNull(lastRealignmentMs),
    };
  }

  async deleteRegion(tenant: string, regionId: string): Promise<void> {
    const entity = regionEntityId(regionId);
    const group = { tenant, entity, kind: "region" } as const;
    await this.#parts.buryDamaged(group, () => this.#of(tenant).delete(regionId));
    this.#parts.announcer.wake(tenant, entity);
  }

  async attachCluster(tenant: string, regionId: string, clusterId: string) {
    const { added } = await this.#of(tenant).addCluster(regionId, clusterId);
    return { added };
  }

  async detachCluster(tenant: string, regionId: string, clusterId: string): Promise<void> {
    await this.#of(tenant).removeCluster(regionId, clusterId);
  }

  async listDriftEvents(
    tenant: string,
    regionId: string,
    page: PageOf<OpPlace>,
  ): Promise<DriftEventRow[]> {
    const events = await this.#of(tenant).events(regionId, page);
    return events.map((event) => {
      const { seq, index } = event;
      return { row: presentDriftEvent(event), place: { seq, index } };
    });
  }

  async driftEventSource(tenant: string, regionId: string): Promise<EventSource<StreamedDrift>> {
    const { host, announcer } = this.#parts;
    const entity = regionEntityId(regionId);
    const version = await host.read(tenant, entity, (state, it) => state?.parts.region && it);
    if (version === undefined) throw new RegionNotFoundError();
    return entityEventSource({ host, announcer, tenant, entity, version, eventsOf });
  }

  #of(tenant: string): Regions {
    return this.#parts.services.regions(tenant);
  }
}

function eventsOf({ parts }: EntityState) {
  return (
    parts.region &&
    regionEvents(parts.region).map((event) => ({
      seq: event.seq,
      name: "drift",
      data: toWire(presentDriftEvent(event)),
    }))
  );
}
