import { randomUUID } from "node:crypto";
import { isReservedId, valueError } from "@semvec/contract";
import { DimensionFixedError } from "@semvec/coordination";
import {
  type ContextMemory,
  type CreateAnswer,
  findMemory,
  listContext,
  listMemories,
  type Memory,
  type MemoryListing,
  type MemoryPage,
  type RecallAnswer,
  type RunAnswer,
  recall,
  type SessionConfig,
  type SessionMetrics,
  SessionNotFoundError,
  type SessionOptions,
  type StateDict,
  type StoreAnswer,
  type StoreCommand,
  type StoreTurnsCommand,
  sessionMetrics,
  writeStateDict,
} from "@semvec/core";
import type { DirectoryEntry, Store, TenantStore } from "@semvec/persistence";
import type { SessionsConfig } from "../config/server-config.js";
import { RequestValidationError } from "../errors/errors.js";
import { Degradation } from "./degradation.js";
import { clientOptions, serverOptions, withExisting } from "./new-session-options.js";
import { retryReembedded } from "./retry-reembedded.js";
import type { SessionAccess } from "./session-access.js";
import { ttlSecondsAtGenesis } from "./session-directory.js";
import type {
  ContextInput,
  CreateInput,
  ImportInput,
  PageAfter,
  RecallInput,
  RunInput,
  StoreInput,
  StoreTurnsInput,
} from "./session-inputs.js";
import type { TextEmbedder } from "./text-embedder.js";
import { runCommand, storeCommand, storeTurnsCommand, type VectorsOf } from "./turn-commands.js";
import {
  embeddedIn,
  type Utterance,
  type VectorSpace,
  vectorsOrWords,
} from "./utterance-vectors.js";

/** What a {@link SessionService} is made of. */
export interface SessionServiceParts {
  readonly access: SessionAccess;
  readonly store: Store;
  readonly embedder: TextEmbedder;
  readonly config: Pick<SessionsConfig, "dimension" | "memoryBytesMax">;
  /** Used where a request does not say. */
  readonly defaults: { readonly topK: number; readonly tokenBudget: number };
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

/**
 * What the routes of sessions do. Every method takes the tenant first, finds the session, gets the
 * vectors it needs, and has the host decide. A session of another tenant, one that never was and
 * one whose lifetime is over are all not found.
 *
 * Every method may throw SessionNotFoundError and the errors of `EntityHost.execute`; those that
 * take text or vectors also what `vectorsOrWords` throws, and note what they had to do without.
 */
export class SessionService {
  readonly #parts: SessionServiceParts;
  readonly #access: SessionAccess;

  constructor(parts: SessionServiceParts) {
    this.#parts = parts;
    this.#access = parts.access;
  }

  /** Runs a turn. Without a session id, or with `resetContext`, it opens the session if need be. */
  async run(tenant: string, input: RunInput, degradation = new Degradation()): Promise<RunAnswer> {
    const attempt = () => this.#runOnce(tenant, input, degradation);
    try {
      return await retryReembedded(attempt);
    } catch (error) {
      if (!(error instanceof SessionNotFoundError && input.resetContext)) throw error;
      // Deleted while its text was embedded: the vectors were of its space, not of a new session's.
      return attempt();
    }
  }

  async #runOnce(tenant: string, input: RunInput, degradation: Degradation): Promise<RunAnswer> {
    const sessionId = input.sessionId ?? randomUUID();
    const found =
      input.sessionId === undefined
        ? undefined
        : await this.#access.findConfig(tenant, input.sessionId);
    if (found === undefined) assertMayOpen(input);
    // Passed for a session that exists, too: it may be deleted before the command is decided.
    const mayCreate =
      found === undefined ||
      (input.resetContext && mayReopen(sessionId, found, this.#defaultOptions()));
    const space = found ?? this.#defaultOptions();
    const command = await runCommand(input, this.#vectorsIn(tenant, space, degradation), {
      ...this.#parts.defaults,
      nowMs: this.#parts.nowMs(),
      create: mayCreate ? this.#defaultOptions() : undefined,
    });
    return this.#access.execute(tenant, sessionId, { ...command, ...embeddedIn(space) });
  }

  /** Stores an answer, or a whole turn. */
  async store(
    tenant: string,
    input: StoreInput,
    degradation = new Degradation(),
  ): Promise<StoreAnswer> {
    return this.#executeEmbedded(tenant, input.sessionId, degradation, (vectorsOf) =>
      storeCommand(input, vectorsOf, this.#parts.nowMs()),
    );
  }

  /** Stores many turns, all or nothing. */
  async storeTurns(
    tenant: string,
    sessionId: string,
    input: StoreTurnsInput,
    degradation = new Degradation(),
  ): Promise<StoreAnswer> {
    return this.#executeEmbedded(tenant, sessionId, degradation, (vectorsOf) =>
      storeTurnsCommand(input, vectorsOf, this.#parts.nowMs()),
    );
  }

  /** Recalls without a trace. */
  async recall(
    tenant: string,
    sessionId: string,
    input: RecallInput,
    degradation = new Degradation(),
  ): Promise<RecallAnswer> {
    const { query: text, queryEmbedding } = input;
    const config = await this.#access.config(tenant, sessionId);
    const vectorsOf = this.#vectorsIn(tenant, config, degradation);
    const asked = {
      text: text ?? "",
      vector: queryEmbedding,
      textPath: ["body", "query"],
      vectorPath: ["body", "query_embedding"],
    } as const;
    const isByState = text === undefined && queryEmbedding === undefined;
    const [vector] = isByState ? [] : await vectorsOf([asked]);
    const { defaults, nowMs } = this.#parts;
    return this.#access.read(tenant, sessionId, (state) =>
      recall(state, {
        ...(text !== undefined && { text }),
        ...(vector !== undefined && { vector }),
        topK: input.topK ?? defaults.topK,
        tokenBudget: input.tokenBudget ?? defaults.tokenBudget,
        nowMs: nowMs(),
      }),
    );
  }

  /** Memories ranked against the session's state, or against a text. */
  async listContext(
    tenant: string,
    input: ContextInput,
    degradation = new Degradation(),
  ): Promise<ContextMemory[]> {
    const { sessionId, query: text, ...listing } = input;
    const config = await this.#access.config(tenant, sessionId);
    const vectorsOf = this.#vectorsIn(tenant, config, degradation);
    const place = { textPath: ["query", "query"], vectorPath: ["query", "query"] } as const;
    const [vector] = text === undefined ? [] : await vectorsOf([{ text, ...place }]);
    return this.#access.read(tenant, sessionId, (state) =>
      listContext(state, {
        ...listing,
        nowMs: this.#parts.nowMs(),
        ...(text !== undefined && { text }),
        ...(vector !== undefined && { vector }),
      }),
    );
  }

  /** Creates a session; again with the same parameters changes nothing. @throws SessionConflictError */
  async create(tenant: string, input: CreateInput): Promise<CreateAnswer> {
    const sessionId = input.sessionId ?? randomUUID();
    const { embedder, config, nowMs } = this.#parts;
    const dimension = input.dimension ?? config.dimension;
    const options = clientOptions(input, dimension);
    const existing =
      input.sessionId === undefined ? undefined : await this.#access.findConfig(tenant, sessionId);
    return this.#access.execute(tenant, sessionId, {
      kind: "create",
      nowMs: nowMs(),
      options:
        existing === undefined
          ? { ...options, ...serverOptions(embedder, dimension, config.memoryBytesMax) }
          : withExisting(options, existing),
    });
  }

  /** Forgets what was said; what was set up stays. */
  async reset(tenant: string, sessionId: string): Promise<void> {
    await this.#access.config(tenant, sessionId);
    await this.#access.execute(tenant, sessionId, { kind: "reset", nowMs: this.#parts.nowMs() });
  }

  /** Ends a session. */
  async delete(tenant: string, sessionId: string): Promise<void> {
    await this.#access.delete(tenant, sessionId);
  }

  /** The whole session as JSON. */
  exportState(tenant: string, sessionId: string): Promise<StateDict> {
    return this.#access.read(tenant, sessionId, writeStateDict);
  }

  /**
   * Replaces a session by an exported one.
   *
   * @throws InvalidStateDictError
   * @throws DimensionFixedError for another dimension than that of the session's cluster
   */
  async importState(tenant: string, sessionId: string, input: ImportInput): Promise<void> {
    await this.#access.config(tenant, sessionId);
    const { stateDict, checksum } = input;
    const command = {
      kind: "import",
      nowMs: this.#parts.nowMs(),
      stateDict,
      ...(checksum !== undefined && { checksum }),
    } as const;
    try {
      await this.#access.execute(tenant, sessionId, command);
    } catch (error) {
      if (!(error instanceof DimensionFixedError)) throw error;
      // A cluster that is gone fixes nothing.
      if (!(await this.#access.leaveDeadCluster(tenant, sessionId))) throw error;
      await this.#access.execute(tenant, sessionId, command);
    }
  }

  /** Figures about a session. */
  metrics(tenant: string, sessionId: string): Promise<SessionMetrics> {
    return this.#access.read(tenant, sessionId, sessionMetrics);
  }

  /** Figures about a session, with its state vector. */
  state(
    tenant: string,
    sessionId: string,
  ): Promise<{ readonly metrics: SessionMetrics; readonly vector: readonly number[] }> {
    return this.#access.read(tenant, sessionId, (state) => ({
      metrics: sessionMetrics(state),
      vector: [...state.progress.semantic.vector],
    }));
  }

  /** One memory in full. @throws MemoryNotFoundError */
  memory(tenant: string, sessionId: string, memoryHash: string): Promise<Memory> {
    return this.#access.read(tenant, sessionId, (state) =>
      findMemory(state, memoryHash, this.#parts.nowMs()),
    );
  }

  /** One page of a session's memories, oldest first; `undefined` when its start is forgotten. */
  listMemories(
    tenant: string,
    sessionId: string,
    listing: Omit<MemoryListing, "nowMs">,
  ): Promise<MemoryPage | undefined> {
    const nowMs = this.#parts.nowMs();
    return this.#access.read(tenant, sessionId, (state) =>
      listMemories(state, { ...listing, nowMs }),
    );
  }

  /** One page of the tenant's sessions, oldest first; full unless it is the last. */
  async list(tenant: string, limit: number, after?: PageAfter): Promise<DirectoryEntry[]> {
    const store = this.#parts.store.forTenant(tenant);
    const rows: DirectoryEntry[] = [];
    let last = after;
    while (rows.length < limit) {
      const wanted = limit - rows.length;
      const page = await store.listEntities({
        kind: "session",
        limit: wanted,
        ...(last !== undefined && { after: last }),
      });
      for (const entry of page) if (await this.#isListed(store, entry)) rows.push(entry);
      if (page.length < wanted) break;
      last = page.at(-1);
    }
    return rows;
  }

  /** Only a session that looks as if its lifetime were over is read, and then deleted if it is. */
  async #isListed(store: TenantStore, entry: DirectoryEntry): Promise<boolean> {
    const ttlSeconds = ttlSecondsAtGenesis(entry);
    if (ttlSeconds === undefined) return true;
    const head = await store.head(entry.entity);
    if (head !== undefined && this.#parts.nowMs() < head.atMs + ttlSeconds * 1000) return true;
    return (await this.#access.findConfig(store.tenant, entry.entity)) !== undefined;
  }

  /** Parameters of a session that a run opens; asked for only then, see `serverOptions`. */
  #defaultOptions(): SessionOptions & VectorSpace {
    const { embedder, config } = this.#parts;
    const { dimension, memoryBytesMax } = config;
    return { dimension, ...serverOptions(embedder, dimension, memoryBytesMax) };
  }

  /** Runs a command on a session that is there, with vectors of the space that it has then. */
  #executeEmbedded(
    tenant: string,
    sessionId: string,
    degradation: Degradation,
    commandWith: (vectorsOf: VectorsOf) => Promise<StoreCommand | StoreTurnsCommand>,
  ): Promise<StoreAnswer> {
    return retryReembedded(async () => {
      const config = await this.#access.config(tenant, sessionId);
      const command = await commandWith(this.#vectorsIn(tenant, config, degradation));
      return this.#access.execute(tenant, sessionId, { ...command, ...embeddedIn(config) });
    });
  }

  #vectorsIn(tenant: string, space: VectorSpace, degradation: Degradation): VectorsOf {
    return (said: readonly Utterance[]) =>
      vectorsOrWords(this.#parts.embedder, tenant, space, said, degradation);
  }
}

/** True when a session with these defaults can take a run that was made for the one found. */
function mayReopen(sessionId: string, found: SessionConfig, defaults: VectorSpace): boolean {
  if (isReservedId(sessionId)) return false;
  return found.dimension === defaults.dimension && found.embedderId === defaults.embedderId;
}

/** @throws SessionNotFoundError unless the run may open a session under its id */
function assertMayOpen({ sessionId, resetContext }: RunInput): void {
  if (sessionId === undefined) return;
  if (!resetContext) throw new SessionNotFoundError();
  if (isReservedId(sessionId)) {
    const problem = "must not begin with a prefix that the service keeps for itself";
    throw new RequestValidationError([valueError(["body", "session_id"], problem)]);
  }
}
