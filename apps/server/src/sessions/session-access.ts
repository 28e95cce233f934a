import {
  type SessionAnswer,
  type SessionAnswers,
  type SessionCommand,
  type SessionConfig,
  SessionNotFoundError,
  type SessionOp,
  type SessionState,
} from "@semvec/core";
import { CorruptEntityError, type EntityHost, type EntityVersion } from "@semvec/persistence";

/** The host of all sessions. */
export type SessionHost = EntityHost<SessionState, SessionCommand, SessionOp, SessionAnswer>;

/**
 * The sessions of all tenants, as if those whose lifetime is over were gone: the first touch after
 * it ends deletes them.
 */
export class SessionAccess {
  readonly #host: SessionHost;
  readonly #nowMs: () => number;

  constructor(host: SessionHost, nowMs: () => number) {
    this.#host = host;
    this.#nowMs = nowMs;
  }

  /** A session's parameters, or `undefined` when there is none. */
  async findConfig(tenant: string, sessionId: string): Promise<SessionConfig | undefined> {
    const found = await this.#host.read(tenant, sessionId, (state) =>
      state === undefined ? undefined : { config: state.config, isOver: this.#isOver(state) },
    );
    if (found?.isOver !== true) return found?.config;
    await this.#deleteExpired(tenant, sessionId);
    return undefined;
  }

  /** A session's parameters. @throws SessionNotFoundError */
  async config(tenant: string, sessionId: string): Promise<SessionConfig> {
    const config = await this.findConfig(tenant, sessionId);
    if (config === undefined) throw new SessionNotFoundError();
    return config;
  }

  /** Runs a pure function on a session. @throws SessionNotFoundError */
  async read<T>(
    tenant: string,
    sessionId: string,
    view: (state: SessionState, version: EntityVersion) => T,
  ): Promise<T> {
    const found = await this.#host.read(tenant, sessionId, (state, version) => {
      if (state === undefined) return undefined;
      return this.#isOver(state) ? { isOver: true as const } : { value: view(state, version) };
    });
    if (found !== undefined && "value" in found) return found.value;
    if (found !== undefined) await this.#deleteExpired(tenant, sessionId);
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
   * Ends a session. One whose log is damaged is ended without a look at it: its owner can always be
   * rid of it.
   *
   * @throws SessionNotFoundError
   */
  async delete(tenant: string, sessionId: string): Promise<void> {
    const nowMs = this.#nowMs();
    try {
      await this.config(tenant, sessionId);
      await this.execute(tenant, sessionId, { kind: "delete", nowMs });
    } catch (error) {
      if (!(error instanceof CorruptEntityError)) throw error;
      await this.#host.bury(tenant, sessionId, { kind: "deleted", atMs: nowMs });
    }
  }

  /** Decided where no other command can come between, so that a new session is never hit. */
  async #deleteExpired(tenant: string, sessionId: string): Promise<void> {
    await this.#host.executeSet(tenant, [sessionId], (states): Map<string, SessionCommand> => {
      const state = states.get(sessionId);
      if (state === undefined || !this.#isOver(state)) return new Map();
      return new Map([[sessionId, { kind: "delete", nowMs: this.#nowMs() }]]);
    });
  }

  #isOver(state: SessionState): boolean {
    const { ttlSeconds } = state.config;
    return ttlSeconds !== undefined && this.#nowMs() >= state.atMs + ttlSeconds * 1000;
  }
}
