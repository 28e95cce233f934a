import { valueError } from "@semvec/contract";
import {
  type AnchorAnswer,
  type AnchorReading,
  type ForgetAnswer,
  findMemory,
  type InjectAnswer,
  type IsolationAnswer,
  type Memory,
  measureDeviation,
  type PurgeAnswer,
  type PurgeFilter,
  probeSession,
  type ReleaseAnswer,
  readAnchors,
  type SessionProbe,
  type SessionState,
  type TriggerAnswer,
} from "@semvec/core";
import type { EntityVersion, Store } from "@semvec/persistence";
import { RequestValidationError } from "../errors/errors.js";
import { purgeSession } from "./purge-session.js";
import { rebuildSession } from "./rebuild-session.js";
import { retryReembedded } from "./retry-reembedded.js";
import type { SessionAccess } from "./session-access.js";
import type {
  AnchorInput,
  CorrectInput,
  InjectInput,
  IsolationInput,
  PurgeInput,
  TriggerInput,
  VerifyInput,
} from "./session-inputs.js";
import type { TextEmbedder } from "./text-embedder.js";
import { checkVector, checkVectors, embeddedIn, utteranceVectors } from "./utterance-vectors.js";

/** What a {@link ControlService} is made of. */
export interface ControlServiceParts {
  readonly access: SessionAccess;
  readonly store: Store;
  readonly embedder: TextEmbedder;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

/** What a verification found. */
export interface VerifyAnswer {
  readonly consistent: boolean;
  /** Largest difference of cosines, 0..2. */
  readonly maxDeviation: number;
}

/**
 * What steers sessions, changes their memories by hand, and checks on them. Errors as for
 * `SessionService`.
 */
export class ControlService {
  readonly #parts: ControlServiceParts;
  readonly #access: SessionAccess;

  constructor(parts: ControlServiceParts) {
    this.#parts = parts;
    this.#access = parts.access;
  }

  /** Adds a trigger; the same again changes nothing. @throws LimitExceededError */
  async addTrigger(tenant: string, sessionId: string, input: TriggerInput): Promise<TriggerAnswer> {
    const { keyword, embedding: vector, threshold } = input;
    const { dimension } = await this.#access.config(tenant, sessionId);
    if (vector !== undefined) checkVector(vector, dimension, ["body", "embedding"]);
    return this.#access.execute(tenant, sessionId, {
      kind: "add-trigger",
      nowMs: this.#parts.nowMs(),
      ...(keyword !== undefined && { keyword }),
      ...(vector !== undefined && { vector }),
      threshold,
    });
  }

  /** Removes all triggers. */
  async clearTriggers(tenant: string, sessionId: string): Promise<TriggerAnswer> {
    await this.#access.config(tenant, sessionId);
    const nowMs = this.#parts.nowMs();
    return this.#access.execute(tenant, sessionId, { kind: "clear-triggers", nowMs });
  }

  /** Adds an anchor: a vector, or a text's. @throws LimitExceededError */
  async addAnchor(tenant: string, sessionId: string, input: AnchorInput): Promise<AnchorAnswer> {
    const place = { textPath: ["body", "text"], vectorPath: ["body", "embedding"] } as const;
    return retryReembedded(async () => {
      const config = await this.#access.config(tenant, sessionId);
      const [vector = []] = await utteranceVectors(this.#parts.embedder, tenant, config, [
        { text: input.text ?? "", vector: input.embedding, ...place },
      ]);
      const nowMs = this.#parts.nowMs();
      const command = { kind: "add-anchor", nowMs, vector, ...embeddedIn(config) } as const;
      return this.#access.execute(tenant, sessionId, command);
    });
  }

  /** How a session stands to its anchors. */
  readAnchors(tenant: string, sessionId: string): Promise<AnchorReading> {
    return this.#access.read(tenant, sessionId, readAnchors);
  }

  /** Replaces the isolation policy, lists and threshold included. */
  async setIsolation(
    tenant: string,
    sessionId: string,
    input: IsolationInput,
  ): Promise<IsolationAnswer> {
    const { level, exclusionEmbeddings = [], allowlistEmbeddings = [] } = input;
    const { dimension } = await this.#access.config(tenant, sessionId);
    checkVectors(exclusionEmbeddings, dimension, ["body", "exclusion_embeddings"]);
    checkVectors(allowlistEmbeddings, dimension, ["body", "allowlist_embeddings"]);
    return this.#access.execute(tenant, sessionId, {
      kind: "set-isolation",
      nowMs: this.#parts.nowMs(),
      level,
      exclusions: exclusionEmbeddings,
      allowed: allowlistEmbeddings,
      threshold: input.similarityThreshold,
    });
  }

  /** Admits what quarantine holds, in order. */
  async releaseIsolation(tenant: string, sessionId: string): Promise<ReleaseAnswer> {
    await this.#access.config(tenant, sessionId);
    const nowMs = this.#parts.nowMs();
    return this.#access.execute(tenant, sessionId, { kind: "release-quarantine", nowMs });
  }

  /** Puts a memory in by hand; the state does not move. */
  async injectMemory(tenant: string, sessionId: string, input: InjectInput): Promise<InjectAnswer> {
    const { embedding: vector, text, tier, importance, accessCount } = input;
    const { role, source, timestamp, expiresAt, requestId } = input;
    const { dimension } = await this.#access.config(tenant, sessionId);
    checkVector(vector, dimension, ["body", "embedding"]);
    return this.#access.execute(tenant, sessionId, {
      kind: "inject-memory",
      nowMs: this.#parts.nowMs(),
      memory: {
        text,
        vector,
        ...(role !== undefined && { role }),
        ...(source !== undefined && { source }),
        ...(timestamp !== undefined && { timestampMs: timestamp * 1000 }),
        ...(requestId !== undefined && { requestId }),
      },
      tier,
      importance,
      accessCount,
      ...(expiresAt !== undefined && { expiresAtMs: expiresAt * 1000 }),
    });
  }

  /** Corrects a memory where it stands. @throws MemoryNotFoundError */
  async correctMemory(
    tenant: string,
    sessionId: string,
    memoryHash: string,
    input: CorrectInput,
  ): Promise<Memory> {
    const { text, embedding: vector, importance, expiresAt, neverExpires } = input;
    const { embedder, nowMs } = this.#parts;
    const place = { textPath: ["body", "text"], vectorPath: ["body", "embedding"] } as const;
    const expiresAtMs = neverExpires === true ? null : expiresAt && expiresAt * 1000;
    await retryReembedded(async () => {
      const config = await this.#access.config(tenant, sessionId);
      await this.#access.read(tenant, sessionId, (state) => findMemory(state, memoryHash, nowMs()));
      const [textVector] =
        text === undefined
          ? []
          : await utteranceVectors(embedder, tenant, config, [{ text, vector, ...place }]);
      await this.#access.execute(tenant, sessionId, {
        kind: "correct-memory",
        nowMs: nowMs(),
        memoryHash,
        ...(text !== undefined && { text }),
        ...(textVector !== undefined && { vector: textVector, ...embeddedIn(config) }),
        ...(importance !== undefined && { importance }),
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      });
    });
    return this.#access.read(tenant, sessionId, (state) => state.memories.get(memoryHash));
  }

  /** Takes out what fits all criteria, as if it had never been said. @throws LogCompactedError */
  async purge(tenant: string, sessionId: string, input: PurgeInput): Promise<PurgeAnswer> {
    await this.#access.config(tenant, sessionId);
    return purgeSession(this.#parts, tenant, sessionId, purgeFilter(input));
  }

  /** Forgets a memory. @throws MemoryNotFoundError */
  async forgetMemory(tenant: string, sessionId: string, memoryHash: string): Promise<ForgetAnswer> {
    await this.#access.config(tenant, sessionId);
    const nowMs = this.#parts.nowMs();
    return this.#access.execute(tenant, sessionId, { kind: "forget-memory", nowMs, memoryHash });
  }

  /** Compares how two sessions answer test vectors, or a session and itself from its log. */
  async verify(tenant: string, sessionId: string, input: VerifyInput): Promise<VerifyAnswer> {
    const { testEmbeddings, referenceSessionId, tolerance } = input;
    const { dimension } = await this.#access.config(tenant, sessionId);
    if (referenceSessionId !== undefined) {
      const reference = await this.#access.config(tenant, referenceSessionId);
      checkReference(reference.dimension, dimension);
    }
    checkVectors(testEmbeddings, dimension, ["body", "test_embeddings"]);
    const probe = (state: SessionState) => probeSession(state, testEmbeddings);
    const live = await this.#access.read(tenant, sessionId, (state, version) => ({
      probes: probe(state),
      version,
    }));
    const reference =
      referenceSessionId === undefined
        ? await this.#probeRebuilt(tenant, sessionId, live.version, probe)
        : await this.#access.read(tenant, referenceSessionId, probe);
    const maxDeviation = measureDeviation(live.probes, reference);
    return { consistent: maxDeviation <= tolerance, maxDeviation };
  }

  async #probeRebuilt(
    tenant: string,
    sessionId: string,
    version: EntityVersion,
    probe: (state: SessionState) => SessionProbe[],
  ): Promise<SessionProbe[]> {
    return probe(await rebuildSession(this.#parts.store.forTenant(tenant), sessionId, version));
  }
}

function purgeFilter({
  source,
  role,
  requestId,
  writtenFrom,
  writtenUntil,
}: PurgeInput): PurgeFilter {
  return {
    ...(source !== undefined && { source }),
    ...(role !== undefined && { role }),
    ...(requestId !== undefined && { requestId }),
    ...(writtenFrom !== undefined && { writtenFromMs: writtenFrom * 1000 }),
    ...(writtenUntil !== undefined && { writtenUntilMs: writtenUntil * 1000 }),
  };
}

/** @throws RequestValidationError unless both sessions have vectors of one length */
function checkReference(theirs: number, ours: number): void {
  if (theirs === ours) return;
  const problem = `must name a session of ${ours} dimensions, the session's, not ${theirs}`;
  throw new RequestValidationError([valueError(["body", "reference_session_id"], problem)]);
}
