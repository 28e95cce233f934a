import { ClusterNotFoundError } from "@semvec/coordination";
import type { RunAnswer, SessionConfig } from "@semvec/core";
import type { DirectoryPlace } from "../http/cursor-codec.js";
import { retryReembedded } from "../sessions/retry-reembedded.js";
import type { SessionAccess } from "../sessions/session-access.js";
import type { TextEmbedder } from "../sessions/text-embedder.js";
import { runCommand, storeCommand, type VectorsOf } from "../sessions/turn-commands.js";
import { embeddedIn, type Utterance, utteranceVectors } from "../sessions/utterance-vectors.js";
import type { BuryDamaged } from "./bury-damaged.js";
import type { ClusterRow, ClusterService, PageOf } from "./coordination-service.js";
import type { TenantServices } from "./tenant-services.js";

/** What a {@link HostedClusters} is made of. */
export interface HostedClustersParts {
  readonly services: TenantServices;
  readonly access: SessionAccess;
  readonly embedder: TextEmbedder;
  readonly buryDamaged: BuryDamaged;
  /** Used where a request does not say. */
  readonly defaults: { readonly topK: number; readonly tokenBudget: number };
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

type Input<Method extends keyof ClusterService> = Parameters<ClusterService[Method]>;

/** Clusters of all tenants on the service's host. */
export class HostedClusters implements ClusterService {
  readonly #parts: HostedClustersParts;

  constructor(parts: HostedClustersParts) {
    this.#parts = parts;
  }

  async createCluster(...[tenant, settings]: Input<"createCluster">) {
    const { created, ...answer } = await this.#of(tenant).create(settings);
    return { created, answer };
  }

  async listClusters(tenant: string, page?: PageOf<DirectoryPlace>): Promise<ClusterRow[]> {
    const { items, places } = await this.#of(tenant).list(page);
    return items.map((row, i) => ({ row, place: places[i] as DirectoryPlace }));
  }

  async getCluster(tenant: string, clusterId: string) {
    const { aggregateVector, ...view } = await this.#of(tenant).get(clusterId);
    return { ...view, aggregateVector: [...aggregateVector] };
  }

  async deleteCluster(tenant: string, clusterId: string): Promise<void> {
    const entity = { tenant, entity: clusterId, kind: "cluster" } as const;
    await this.#parts.buryDamaged(entity, () => this.#of(tenant).delete(clusterId));
  }

  async storeCluster(...[tenant, clusterId, turn]: Input<"storeCluster">) {
    const input = { ...turn, sessionId: clusterId };
    const { totalMemories } = await retryReembedded(async () => {
      const config = await this.#config(tenant, clusterId);
      const vectorsOf = this.#vectorsIn(tenant, config);
      const command = await storeCommand(input, vectorsOf, this.#parts.nowMs());
      return this.#of(tenant).store(clusterId, { ...command, ...embeddedIn(config) });
    });
    return { totalMemories };
  }

  async runCluster(...[tenant, clusterId, turn]: Input<"runCluster">): Promise<RunAnswer> {
    const { defaults, nowMs } = this.#parts;
    return retryReembedded(async () => {
      const config = await this.#config(tenant, clusterId);
      const context = { ...defaults, nowMs: nowMs(), create: undefined };
      const vectorsOf = this.#vectorsIn(tenant, config);
      const { create: _none, ...command } = await runCommand(turn, vectorsOf, context);
      return this.#of(tenant).run(clusterId, { ...command, ...embeddedIn(config) });
    });
  }

  async feedback(tenant: string, clusterId: string) {
    const { sessionsUpdated } = await this.#of(tenant).feedback(clusterId);
    return { sessionsUpdated };
  }

  async addMember(tenant: string, clusterId: string, sessionId: string) {
    // One whose lifetime is over is gone, whether or not its timer was there already.
    await this.#parts.access.findConfig(tenant, sessionId);
    const { added } = await this.#of(tenant).addMember(clusterId, sessionId);
    return { added };
  }

  async removeMember(tenant: string, clusterId: string, sessionId: string): Promise<void> {
    await this.#of(tenant).removeMember(clusterId, sessionId);
  }

  /** @throws ClusterNotFoundError */
  async #config(tenant: string, clusterId: string): Promise<SessionConfig> {
    const config = await this.#parts.access.findClusterConfig(tenant, clusterId);
    if (config === undefined) throw new ClusterNotFoundError();
    return config;
  }

  #of(tenant: string) {
    return this.#parts.services.clusters(tenant);
  }

  #vectorsIn(tenant: string, config: SessionConfig): VectorsOf {
    return (said: readonly Utterance[]) =>
      utteranceVectors(this.#parts.embedder, tenant, config, said);
  }
}
