import { sha256Hex } from "../codec/sha256.js";
import { SessionNotFoundError } from "../errors.js";
import type { LiteralInput } from "../literals/literal.js";
import type { LiteralSearch } from "../literals/literal-cache.js";
import type { Memory } from "../memory/memory.js";
import { type RerankedRecallInput, recallReranked } from "./recall-reranked.js";
import type {
  AddLiteralsAnswer,
  AnchorAnswer,
  CorrectAnswer,
  ForgetAnswer,
  InjectAnswer,
  IsolationAnswer,
  LiteralAnswer,
  RecallAnswer,
  ReleaseAnswer,
  RunAnswer,
  SessionAnswers,
  StoreAnswer,
  TriggerAnswer,
} from "./session-answer.js";
import type {
  AddAnchorCommand,
  AddTriggerCommand,
  CorrectMemoryCommand,
  ImportCommand,
  InjectMemoryCommand,
  RunCommand,
  SessionCommand,
  SetIsolationCommand,
  StoreCommand,
  TurnInput,
} from "./session-command.js";
import type { SessionOptions } from "./session-config.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionState } from "./session-state.js";
import {
  type AnchorReading,
  type ContextListing,
  type ContextMemory,
  findMemory,
  listContext,
  type RecallInput,
  readAnchors,
  recall,
  type SessionMetrics,
  sessionMetrics,
} from "./session-views.js";
import { type StateDict, writeStateDict } from "./state-dict.js";

/**
 * A conversation's memory in a process: the same machine that the durable service runs, without a
 * log. Vectors and times come in as arguments; nothing is read from a clock or a network.
 *
 * @example
 * ```ts
 * const session = Session.create("chat-1", { dimension: 384 }, { nowMs: Date.now() });
 * const turn = session.run({ message: { text, vector }, nowMs: Date.now() });
 * // … send turn.context to a model, then store what it answered:
 * session.store({ response: { text: reply, vector: replyVector }, nowMs: Date.now() });
 * ```
 */
export class Session {
  readonly id: string;
  #state: SessionState | undefined;

  private constructor(id: string, state?: SessionState) {
    this.id = id;
    this.#state = state;
  }

  /**
   * Begins a session.
   *
   * @throws InvalidArgumentError for an option outside its bounds
   */
  static create(id: string, options: SessionOptions, time: { readonly nowMs: number }): Session {
    const session = new Session(id);
    session.#execute({ kind: "create", options, nowMs: time.nowMs });
    return session;
  }

  /** Brings a session back from {@link Session.snapshot}. @throws CodecError */
  static restore(snapshot: Uint8Array): Session {
    const state = sessionMachine.decodeState(snapshot);
    return new Session(state.entity, state);
  }

  /** Makes a session of an export, under an id of its own. @throws InvalidStateDictError */
  static fromStateDict(id: string, stateDict: unknown, time: { readonly nowMs: number }): Session {
    const session = new Session(id);
    session.#execute({ kind: "import", stateDict, create: true, nowMs: time.nowMs });
    return session;
  }

  /** Runs a turn: stores the previous response, scores the message, recalls for it. */
  run(input: Omit<RunCommand, "kind" | "create">): RunAnswer {
    return this.#execute({ ...input, kind: "run" });
  }

  /** Stores a response, paired with the message of the run before, or a pair as given. */
  store(input: Omit<StoreCommand, "kind">): StoreAnswer {
    return this.#execute({ ...input, kind: "store" });
  }

  /** Stores up to 256 turns of the past, all or nothing. */
  storeTurns(turns: readonly TurnInput[], time: { readonly nowMs: number }): StoreAnswer {
    return this.#execute({ kind: "store-turns", turns, nowMs: time.nowMs });
  }

  /**
   * Replaces the session by an exported one; id and metadata stay.
   *
   * @throws InvalidStateDictError that says what is wrong and where; nothing has changed then
   */
  import(input: Omit<ImportCommand, "kind" | "create">): void {
    this.#execute({ ...input, kind: "import" });
  }

  /** Wipes what was said; what was set up stays. */
  reset(time: { readonly nowMs: number }): void {
    this.#execute({ kind: "reset", nowMs: time.nowMs });
  }

  /** Adds a trigger. @throws LimitExceededError for the 257th */
  addTrigger(input: Omit<AddTriggerCommand, "kind">): TriggerAnswer {
    return this.#execute({ ...input, kind: "add-trigger" });
  }

  clearTriggers(time: { readonly nowMs: number }): TriggerAnswer {
    return this.#execute({ kind: "clear-triggers", nowMs: time.nowMs });
  }

  /** Adds an anchor. @throws LimitExceededError for the 65th */
  addAnchor(input: Omit<AddAnchorCommand, "kind">): AnchorAnswer {
    return this.#execute({ ...input, kind: "add-anchor" });
  }

  /** How the session stands to its anchors. */
  anchors(): AnchorReading {
    return readAnchors(this.#existing());
  }

  /** Replaces the isolation policy as a whole; what quarantine holds stays held. */
  setIsolation(input: Omit<SetIsolationCommand, "kind">): IsolationAnswer {
    return this.#execute({ ...input, kind: "set-isolation" });
  }

  /** Admits what quarantine holds, oldest first. */
  releaseQuarantine(time: { readonly nowMs: number }): ReleaseAnswer {
    return this.#execute({ kind: "release-quarantine", nowMs: time.nowMs });
  }

  /** Puts a memory in by hand; the state does not move. */
  injectMemory(input: Omit<InjectMemoryCommand, "kind">): InjectAnswer {
    return this.#execute({ ...input, kind: "inject-memory" });
  }

  /** Corrects a memory where it stands; the state does not move. @throws MemoryNotFoundError */
  correctMemory(input: Omit<CorrectMemoryCommand, "kind">): CorrectAnswer {
    return this.#execute({ ...input, kind: "correct-memory" });
  }

  /** Forgets a memory. @throws MemoryNotFoundError */
  forgetMemory(memoryHash: string, time: { readonly nowMs: number }): ForgetAnswer {
    return this.#execute({ kind: "forget-memory", memoryHash, nowMs: time.nowMs });
  }

  /** Keeps a value word for word. @throws LiteralCacheFullError; nothing is dropped for it */
  putLiteral(literal: LiteralInput, time: { readonly nowMs: number }): LiteralAnswer {
    return this.#execute({ kind: "put-literal", literal, nowMs: time.nowMs });
  }

  /**
   * Keeps values whose keys are new, all or none; what is held stays.
   *
   * @throws LiteralCacheFullError
   */
  addLiterals(
    literals: readonly LiteralInput[],
    time: { readonly nowMs: number },
  ): AddLiteralsAnswer {
    return this.#execute({ kind: "add-literals", literals, nowMs: time.nowMs });
  }

  /** @throws LiteralNotFoundError */
  removeLiteral(key: string, time: { readonly nowMs: number }): LiteralAnswer {
    return this.#execute({ kind: "remove-literal", key, nowMs: time.nowMs });
  }

  /** Literals that share tokens with a query, best first; all without one. */
  searchLiterals(query?: string, limit?: number): LiteralSearch {
    return this.#existing().literals.search(query, limit);
  }

  /** Recalls without a trace. */
  recall(input: RecallInput): RecallAnswer {
    return recall(this.#existing(), input);
  }

  /**
   * Recalls without a trace, the best candidates ranked anew by a reranker.
   *
   * @example
   * ```ts
   * const rerank = (query: string, passages: string[]) => crossEncoder.score(query, passages);
   * const reranker = { weight: 1.5, rerank };
   * await session.recallReranked({ text, vector, reranker, nowMs: Date.now() });
   * ```
   */
  recallReranked(input: RerankedRecallInput): Promise<RecallAnswer> {
    return recallReranked(this.#existing(), input);
  }

  /** Memories ranked against the session's own state, or against a text. */
  listContext(listing: ContextListing = {}): ContextMemory[] {
    return listContext(this.#existing(), listing);
  }

  /**
   * One memory by its hash.
   *
   * @param time.nowMs - a memory whose time is over by then is not found. Default: the time of the
   *   session's newest op
   * @throws MemoryNotFoundError
   */
  memory(hash: string, time: { readonly nowMs?: number } = {}): Memory {
    const state = this.#existing();
    return findMemory(state, hash, time.nowMs ?? state.atMs);
  }

  metrics(): SessionMetrics {
    return sessionMetrics(this.#existing());
  }

  /** Canonical bytes; {@link Session.restore} brings them back, equal to the bit. */
  snapshot(): Uint8Array {
    return sessionMachine.encodeState(this.#existing());
  }

  /** SHA-256 of {@link Session.snapshot}. */
  stateHash(): string {
    return sha256Hex(this.snapshot());
  }

  /** The session as JSON, for `fromStateDict` here or an import elsewhere. */
  export(): StateDict {
    return writeStateDict(this.#existing());
  }

  #existing(): SessionState {
    if (this.#state === undefined) throw new SessionNotFoundError();
    return this.#state;
  }

  #execute<C extends SessionCommand>(command: C): SessionAnswers[C["kind"]] {
    const position = { entity: this.id, seq: (this.#state?.seq ?? 0) + 1 };
    const { op, answer } = sessionMachine.decide(this.#state, command, position);
    if (op !== undefined) this.#state = sessionMachine.apply(this.#state, op, position);
    // A command of one kind is answered by that kind's answer; the machine's type cannot say so.
    return answer as SessionAnswers[C["kind"]];
  }
}
