import {
  bindHost,
  deleteSession,
  type EntityState,
  expireSession,
  leaveDeadCluster,
  lifetimeEndMs,
} from "@semvec/coordination";
import {
  type SessionAnswers,
  type SessionCommand,
  type SessionConfig,
  SessionNotFoundError,
  type SessionState,
} from "@semvec/core";
import { CorruptEntityError, type EntityVersion } from "@semvec/persistence";
import type { ServiceHost } from "./service-host.js";

/**
 * The sessions of all tenants, as if those whose lifetime is over were gone: the first touch after
 * it ends deletes them.
 */
export class SessionAccess {
  readonly #host: ServiceHost;
  readonly #nowMs: () => number;

  constructor(host: ServiceHost, nowMs: () => number) {
    this.#host = host;
    this.#nowMs = nowMs;
  }

  /** A session's parameters, or `undefined` when there is none. */
  async findConfig(tenant: string, sessionId: string): Promise<SessionConfig | undefined> {
    const found = await this.#host.read(tenant, sessionId, (state) =>
      state === undefined
        ? undefined
        : { config: state.session.config, isOver: this.#isOver(state) },
    );
    if (found?.isOver !== true) return found?.config;
    await expireSession(this.#parts(tenant), sessionId);
    return undefined;
  }

  /** A session's parameters. @throws SessionNotFoundError */
  async config(tenant: string, sessionId: string): Promise<SessionConfig> {
    const config = await this.findConfig(tenant, sessionId);
    if (config === undefined) throw new SessionNotFoundError();
    return config;
  }

  /** Parameters of the session that backs a cluster, or `undefined` when there is no such one. */
  findClusterConfig(tenant: string, clusterId: string): Promise<SessionConfig | undefined> {
    return this.#host.read(tenant, clusterId, (state) =>
      state?.parts.cluster === undefined ? undefined : state.session.config,
    );
  }

  /** Runs a pure function on a session. @throws SessionNotFoundError */
  async read<T>(
    tenant: string,
    sessionId: string,
    view: (state: SessionState, version: EntityVersion) => T,
  ): Promise<T> {
    const found = await this.#host.read(tenant, sessionId, (state, version) => {
      if (state === undefined) return undefined;
      return this.#isOver(state)
        ? { isOver: true as const }
        : { value: view(state.session, version) };
    });
    if (found !== undefined && "value" in found) return found.value;
    if (found !== undefined) await expireSession(this.#parts(tenant), sessionId);
    throw new SessionNotFoundError();
  }

  /**
   * Runs a command on a session whose lifetime has been looked at.
   *
   * @throws what the session's machine and the host throw
   */
  async execute<C extends SessionCommand>(
    tenant: string,
    sessionId: string,
    command: C,
  ): Promise<SessionAnswers[C["kind"]]> {
    const result = await this.#host.execute(tenant, sessionId, command);
    if (result.outcome !== "executed") throw new Error("a command without a key was replayed");
    // A command of one kind is answered by that kind's answer; the machine's type cannot say so.
    return result.answer as SessionAnswers[C["kind"]];
  }

  /**
   * Ends a session; it leaves its cluster and the network in the same commit. One whose log is
   * damaged is ended without a look at it: its owner can always be rid of it.
   *
   * @throws SessionNotFoundError
   * @throws BackingSessionError for one that backs a cluster, a region, the observer or the network
   */
  async delete(tenant: string, sessionId: string): Promise<void> {
    try {
      await this.config(tenant, sessionId);
      await deleteSession(this.#parts(tenant), sessionId);
    } catch (error) {
      if (!(error instanceof CorruptEntityError && error.entity === sessionId)) throw error;
      await this.#host.bury(tenant, sessionId, { kind: "deleted", atMs: this.#nowMs() });
    }
  }

  /** Frees a session of a cluster that is gone. @returns whether there was one */
  leaveDeadCluster(tenant: string, sessionId: string): Promise<boolean> {
    return leaveDeadCluster(this.#parts(tenant), sessionId);
  }

  #isOver(state: EntityState): boolean {
    return (lifetimeEndMs(state) ?? Infinity) <= this.#nowMs();
  }

  #parts(tenant: string) {
    return { runner: bindHost(this.#host, tenant), clock: { nowMs: this.#nowMs } };
  }
}
