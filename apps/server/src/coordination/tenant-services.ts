import { randomUUID } from "node:crypto";
import {
  bindHost,
  ClusterService,
  type DriftBusEvent,
  MessageDelivery,
  NetworkService,
  ObserverService,
  RegionService,
  type ServiceParts,
} from "@semvec/coordination";
import type { Store } from "@semvec/persistence";
import type { SessionsConfig } from "../config/server-config.js";
import { serverOptions } from "../sessions/new-session-options.js";
import type { ServiceHost } from "../sessions/service-host.js";
import type { TextEmbedder } from "../sessions/text-embedder.js";
import { storeDirectory } from "./store-directory.js";

/** What {@link TenantServices} is made of. */
export interface TenantServicesParts {
  readonly host: ServiceHost;
  readonly store: Store;
  readonly embedder: TextEmbedder;
  readonly config: Pick<SessionsConfig, "dimension" | "memoryBytesMax">;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
  /** Told of what happens in regions and what observers find. Must not throw. */
  readonly publish: (event: DriftBusEvent) => void;
}

/** The services of groups, bound to one tenant. They are cheap: make them for each request. */
export class TenantServices {
  readonly #parts: TenantServicesParts;

  constructor(parts: TenantServicesParts) {
    this.#parts = parts;
  }

  clusters(tenant: string): ClusterService {
    return new ClusterService(this.#of(tenant));
  }

  regions(tenant: string): RegionService {
    return new RegionService(this.#of(tenant));
  }

  observer(tenant: string): ObserverService {
    return new ObserverService(this.#of(tenant));
  }

  network(tenant: string): NetworkService {
    return new NetworkService(this.#of(tenant));
  }

  delivery(tenant: string): MessageDelivery {
    return new MessageDelivery(this.#of(tenant));
  }

  #of(tenant: string): ServiceParts {
    const { host, store, embedder, config, nowMs, publish } = this.#parts;
    return {
      runner: bindHost(host, tenant),
      directory: storeDirectory(store.forTenant(tenant)),
      clock: { nowMs },
      tenant,
      publish,
      newId: randomUUID,
      sessionOptions: (dimension = config.dimension) => ({
        dimension,
        ...serverOptions(embedder, dimension, config.memoryBytesMax),
      }),
    };
  }
}
