import type { SessionAccess } from "../sessions/session-access.js";
import { checkVector } from "../sessions/utterance-vectors.js";
import type { NetworkService } from "./coordination-service.js";
import type { TenantServices } from "./tenant-services.js";

/** What a {@link HostedNetwork} is made of. */
export interface HostedNetworkParts {
  readonly services: TenantServices;
  readonly access: SessionAccess;
}

type Input<Method extends keyof NetworkService> = Parameters<NetworkService[Method]>;

/** What happens between sessions, and users, of all tenants on the service's host. */
export class HostedNetwork implements NetworkService {
  readonly #parts: HostedNetworkParts;

  constructor(parts: HostedNetworkParts) {
    this.#parts = parts;
  }

  async transfer(...[tenant, input]: Input<"transfer">) {
    await this.#expire(tenant, input.sourceSessionId);
    await this.#expire(tenant, input.targetSessionId);
    const { deltaNorm } = await this.#of(tenant).transfer(input);
    return { deltaNorm };
  }

  switchUser(tenant: string, userId: string) {
    return this.#of(tenant).switchUser(userId);
  }

  activeUser(tenant: string) {
    return this.#of(tenant).activeUser();
  }

  async serializeUser(tenant: string, userId: string): Promise<Readonly<Record<string, unknown>>> {
    const { state } = await this.#of(tenant).serializeUser(userId);
    return { ...state };
  }

  async forgetUser(tenant: string, userId: string) {
    const deleted = await this.#of(tenant).forgetUser(userId);
    return { sessionsDeleted: deleted.length };
  }

  async proposeConsensus(...[tenant, proposal]: Input<"proposeConsensus">) {
    const { dimension } = await this.#parts.access.config(tenant, proposal.proposerSessionId);
    checkVector(proposal.targetEmbedding, dimension, ["body", "target_embedding"]);
    return this.#of(tenant).consensus(proposal);
  }

  consensusTrust(tenant: string) {
    return this.#of(tenant).trust();
  }

  /** One whose lifetime is over is gone, whether or not its timer was there already. */
  async #expire(tenant: string, sessionId: string): Promise<void> {
    await this.#parts.access.findConfig(tenant, sessionId);
  }

  #of(tenant: string) {
    return this.#parts.services.network(tenant);
  }
}
