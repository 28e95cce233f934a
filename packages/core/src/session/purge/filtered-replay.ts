import type { LogPosition } from "../../machine/machine.js";
import type { Memory } from "../../memory/memory.js";
import { isDirected } from "../../vector/direction.js";
import { applySession } from "../apply-session.js";
import { encodeSessionState } from "../codec/state-codec.js";
import { decideSession } from "../decide-session.js";
import { lacksDirections } from "../reembed.js";
import type { SessionCommand, TurnInput, UtteranceInput } from "../session-command.js";
import type {
  CorrectedOp,
  ForgottenOp,
  ImportedOp,
  PurgedOp,
  RanOp,
  SessionOp,
  StoredOp,
  StoredUtterance,
} from "../session-op.js";
import { createState, type SessionState } from "../session-state.js";
import { isPurged, type PurgeCandidate, type PurgeFilter } from "./purge-filter.js";
import { type Keeps, keptTurn, takeOut } from "./take-out.js";

/** A filter, and how far into the log it reaches. */
export interface ReplayFilter {
  readonly filter: PurgeFilter;
  /** Ops from this place on are not touched: what came after an earlier purge. Default: none. */
  readonly untilSeq?: number;
}

/** A session as it would be had the purged never been said. */
export interface PurgedReplay {
  /** Canonical bytes of the state; its `seq` is that of the last op fed. */
  readonly snapshot: Uint8Array;
  /** Place of the last op fed. */
  readonly throughSeq: number;
  /** Messages, responses and notes taken out, over the whole log. */
  readonly purgedCount: number;
  /**
   * False when an import in the log held some of it, as memories, in quarantine or in the buffer:
   * that is gone, but what it did to the imported state vector, drift and histories cannot be told
   * apart. False also when feedback
   * or a transfer moved the state after some of it was said.
   */
  readonly exact: boolean;
}

/**
 * Replays a session's log without what a filter takes out. Everything that was decided with the
 * purged in view is decided anew: drift, phases, triggers, repeats, which memories a run recalled.
 * So the result is the state of a session that was never told, to the bit.
 *
 * Feed the log from the op that began the session, in order. What an earlier purge took out stays
 * out when its filter is given too. An answer that was not logged because the purged had just said
 * the same is not brought back.
 *
 * @example
 * ```ts
 * const replay = new FilteredReplay("chat-1", [{ filter: { source: "web" } }]);
 * for (const { op, seq } of log) replay.feed(op, seq);
 * const { op } = sessionMachine.decide(
 *   state, { kind: "purge", filter, replay: replay.result(), nowMs }, position);
 * ```
 */
export class FilteredReplay {
  readonly #entity: string;
  readonly #filters: readonly ReplayFilter[];
  /** The session as it was, to find the memories that its ops name. */
  #said: SessionState | undefined;
  /** The session as it would be. */
  #clean: SessionState | undefined;
  #throughSeq = 0;
  #purgedCount = 0;
  #exact = true;

  constructor(entity: string, filters: readonly ReplayFilter[]) {
    this.#entity = entity;
    this.#filters = filters;
  }

  /** Takes the next op of the log. @throws CodecError when the log does not begin a session */
  feed(op: SessionOp, seq: number): void {
    const position = { entity: this.#entity, seq };
    this.#replay(op, position);
    this.#said = applySession(this.#said, op, position);
    this.#throughSeq = seq;
  }

  /** Takes note of an op in the log that changed nothing of the session, only what it backs. */
  pass(seq: number): void {
    this.#throughSeq = seq;
  }

  /** The state after the ops fed; `undefined` when the session has ended. */
  result(): PurgedReplay | undefined {
    if (this.#clean === undefined) return undefined;
    return {
      snapshot: encodeSessionState(this.#clean),
      throughSeq: this.#throughSeq,
      purgedCount: this.#purgedCount,
      exact: this.#exact,
    };
  }

  #replay(op: SessionOp, position: LogPosition): void {
    switch (op.kind) {
      case "ran":
        this.#replayRun(op, position);
        break;
      case "stored":
        this.#replayStored(op, position);
        break;
      case "imported":
        this.#replayImport(op, position);
        break;
      case "injected":
        if (this.#keeps(op.memory, op, position)) this.#apply(op, position);
        break;
      case "corrected":
      case "forgotten":
        this.#replayNamed(op, position);
        break;
      case "steered":
        // Where others moved the state to may hold a trace of the purged.
        if (this.#purgedCount > 0) this.#exact = false;
        this.#apply(op, position);
        break;
      case "reembedded":
        // What the purged had pushed out is back, and has no vector of the new model.
        if (this.#clean !== undefined && lacksDirections(this.#clean, op)) this.#exact = false;
        this.#apply(op, position);
        break;
      case "purged":
        // Its filter is among ours, and has reached what came before.
        break;
      default:
        this.#apply(op, position);
    }
  }

  #replayRun(op: RanOp, position: LogPosition): void {
    const { config, atMs, topK, tokenBudget } = op;
    if (config !== undefined) this.#clean = createState(this.#entity, config, atMs);
    const message = this.#kept(op.message, op, position);
    const response = op.response && this.#kept(op.response, op, position);
    if (message !== undefined) {
      this.#decide(
        {
          kind: "run",
          nowMs: atMs,
          message: said(message),
          ...(response !== undefined && { response: this.#answer(response, op) }),
          ...(op.reset === true && { reset: true }),
          ...(topK !== undefined && { topK }),
          ...(tokenBudget !== undefined && { tokenBudget }),
        },
        position,
      );
      return;
    }
    if (op.reset === true) this.#apply({ kind: "reset", atMs }, position);
    if (response !== undefined) this.#store(response, op, position);
  }

  #replayStored(op: StoredOp, position: LogPosition): void {
    const keeps: Keeps = (said) => this.#keeps(said, op, position);
    const turns = op.turns.flatMap((turn) => keptTurn(turn, keeps) ?? []);
    const [first] = turns;
    if (first === undefined) return;
    if (op.answersBuffer === true && first.response !== undefined) {
      this.#store(first.response, op, position);
      return;
    }
    const inputs = turns.map(
      ({ message, response }): TurnInput => ({
        ...(message !== undefined && { message: said(message) }),
        ...(response !== undefined && { response: said(response) }),
      }),
    );
    this.#decide({ kind: "store-turns", nowMs: op.atMs, turns: inputs }, position);
  }

  #store(response: StoredUtterance, op: RanOp | StoredOp, position: LogPosition): void {
    this.#decide({ kind: "store", nowMs: op.atMs, response: this.#answer(response, op) }, position);
  }

  /** An answer to what is in the buffer now; one without a time of its own is dated by that. */
  #answer(response: StoredUtterance, op: RanOp | StoredOp): UtteranceInput {
    const { timestampMs, ...rest } = said(response);
    const isReset = op.kind === "ran" && op.reset === true;
    const buffer = isReset ? undefined : this.#said?.progress.buffer;
    const defaultMs = buffer?.timestampMs ?? op.atMs;
    return timestampMs === defaultMs ? rest : { ...rest, timestampMs };
  }

  #replayImport(op: ImportedOp, position: LogPosition): void {
    this.#apply(op, position);
    if (this.#clean === undefined) return;
    const purgedBefore = this.#purgedCount;
    takeOut(this.#clean, (said) => this.#keeps(said, op, position));
    if (this.#purgedCount > purgedBefore) this.#exact = false;
  }

  /** An op on one memory: taken out when the memory is, and told its new name when it has one. */
  #replayNamed(op: CorrectedOp | ForgottenOp, position: LogPosition): void {
    const memory = this.#said?.memories.get(op.hash);
    const counterpart = memory && this.#counterpart(memory);
    if (counterpart !== undefined) this.#apply({ ...op, hash: counterpart.hash }, position);
  }

  /** The same memory in the clean session, where its place in its op, and so its name, may differ. */
  #counterpart({ seq, part, role, text }: Memory): Memory | undefined {
    return [...(this.#clean?.memories ?? [])].find(
      (it) => it.seq === seq && it.part === part && it.role === role && it.text === text,
    );
  }

  #kept<T extends StoredUtterance>(it: T, op: SessionOp, position: LogPosition): T | undefined {
    return this.#keeps(it, op, position) ? it : undefined;
  }

  #keeps(it: Omit<PurgeCandidate, "writtenMs">, op: SessionOp, { seq }: LogPosition): boolean {
    const candidate = { ...it, writtenMs: op.atMs };
    const isOut = this.#filters.some(
      ({ filter, untilSeq = Infinity }) => seq < untilSeq && isPurged(filter, candidate),
    );
    if (isOut) this.#purgedCount += 1;
    return !isOut;
  }

  #decide(command: SessionCommand, position: LogPosition): void {
    const { op } = decideSession(this.#clean, command, position);
    if (op !== undefined) this.#apply(op, position);
  }

  #apply(op: SessionOp, position: LogPosition): void {
    this.#clean = applySession(this.#clean, op, position);
  }
}

/** What was said, to be said again: a direction quantises to itself. */
function said({ text, direction, timestampMs, role, source, requestId }: StoredUtterance) {
  return {
    text,
    ...(isDirected(direction) && { vector: direction }),
    timestampMs,
    role,
    ...(source !== undefined && { source }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** The filters of the purges in a log, each up to where it stands. */
export function earlierFilters(
  purges: Iterable<{ readonly op: PurgedOp; readonly seq: number }>,
): ReplayFilter[] {
  return Array.from(purges, ({ op, seq }) => ({ filter: op.filter, untilSeq: seq }));
}
