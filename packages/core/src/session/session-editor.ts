import { releaseHeld, wipeQuarantine } from "../controls/isolation-state.js";
import type { DriftModel } from "../drift/drift-model.js";
import { driftDecisionScore } from "../drift/drift-phase.js";
import { observeReply } from "../drift/observe-reply.js";
import { observeTurn } from "../drift/observe-turn.js";
import { scoreDrift } from "../drift/score-drift.js";
import { settleTurn } from "../drift/settle-turn.js";
import { withoutDetection } from "../drift/without-detection.js";
import { LiteralCache } from "../literals/literal-cache.js";
import type { LogPosition } from "../machine/machine.js";
import type { Tier, TurnPart } from "../memory/memory.js";
import { memoryHash } from "../memory/memory-hash.js";
import type { MemoryTable } from "../memory/memory-table.js";
import { advancePhase, retractPhase } from "../phase/phase-machine.js";
import { opensSitting } from "../recall/sitting.js";
import { absorb, concentration, similarityToState } from "../state/semantic-state.js";
import { isDirected, meanDirection } from "../vector/direction.js";
import { extend } from "./histories.js";
import { holdTurnWithin, judgeStoredTurn } from "./judge-turn.js";
import { drawnToRealignment } from "./realignment.js";
import type { SessionConfig } from "./session-config.js";
import type { SessionControls } from "./session-controls.js";
import { driftModelOf } from "./session-drift-model.js";
import type {
  HeldTurn,
  StoredMessage,
  StoredReading,
  StoredTurn,
  StoredUtterance,
  TurnVerdictRecord,
} from "./session-op.js";
import {
  emptyMemories,
  initialProgress,
  type SessionProgress,
  type SessionState,
} from "./session-state.js";

/** Importance of a memory that nothing singles out. */
export const defaultImportance = 0.5;

/** Where a memory that is put in by hand stands. */
export interface InjectedStanding {
  readonly tier: Tier;
  readonly importance: number;
  readonly accessCount: number;
  readonly expiresAtMs?: number;
}

/**
 * One op's worth of change to a session. `decide` edits, reads what it needs, and takes everything
 * back with {@link SessionEditor.discard}; `apply` edits the same way and keeps it with
 * {@link SessionEditor.keep}. So the answer is computed by the very steps that the op will take.
 */
export class SessionEditor {
  readonly config: SessionConfig;
  progress: SessionProgress;
  memories: MemoryTable;
  controls: SessionControls;
  literals: LiteralCache;
  readonly #state: SessionState;
  readonly #position: LogPosition;
  readonly #model: DriftModel;
  /** Memories this op has added; also numbers their hashes. */
  #added = 0;
  #hasRepeated = false;

  constructor(state: SessionState, position: LogPosition) {
    this.config = state.config;
    this.progress = state.progress;
    this.memories = state.memories;
    this.controls = state.controls;
    this.literals = state.literals;
    this.#state = state;
    this.#position = position;
    this.#model = driftModelOf(state.config);
  }

  /** Wipes what was said; what was set up stays. */
  wipe(): void {
    this.progress = initialProgress(this.config);
    this.memories = emptyMemories(this.config);
    this.literals = new LiteralCache();
    this.controls = { ...this.controls, isolation: wipeQuarantine(this.controls.isolation) };
  }

  /** Scores a message against the session as it stands. */
  scoreMessage(utterance: StoredUtterance): StoredMessage {
    if (!isDirected(utterance.direction)) {
      return { ...utterance, reading: this.#unscored(utterance) };
    }
    const { features: _features, ...reading } = scoreDrift(
      this.#driftBefore(utterance),
      utterance,
      this.#model,
    );
    return { ...utterance, reading: this.config.topicSwitch ? reading : withoutDetection(reading) };
  }

  /** The reading of a message without a direction: drift stays where it is. */
  #unscored({ direction }: StoredUtterance): StoredReading {
    const { filter, learnedCosines } = this.progress.drift;
    const pending = { direction, stems: [], question: 0, closing: 0, score: 0 } as const;
    return { score: 0, filter, learnedCosines, pending };
  }

  /** A message sent again while it waits for its response is scored as if it came first. */
  #driftBefore(utterance: StoredUtterance) {
    const { drift, buffer } = this.progress;
    if (buffer?.text !== utterance.text) return drift;
    const { pending: _replaced, ...before } = drift;
    return before;
  }

  /** Takes a scored message into drift, phase and histories. */
  observeMessage(message: StoredMessage): void {
    const { progress } = this;
    if (!isDirected(message.direction)) {
      this.progress = { ...progress, drift: settleTurn(this.#driftBefore(message)) };
      return;
    }
    const { reading } = message;
    const { score } = reading;
    const similarity = similarityToState(progress.semantic, message.direction);
    const phase = advancePhase(progress.phase, {
      score,
      ...(reading.similarity !== undefined && { similarity: reading.similarity }),
    });
    const { histories } = progress;
    this.progress = {
      ...progress,
      drift: observeTurn(this.#driftBefore(message), reading),
      phase,
      histories: {
        ...histories,
        similarity: extend(histories.similarity, similarity),
        drift: extend(histories.drift, score),
        fsm: extend(histories.fsm, phase.smoothedDrift),
        phase: extend(histories.phase, phase.phase),
      },
    };
  }

  /** Holds a message until its response comes; one that still waits is let go. */
  bufferMessage(message: StoredMessage): void {
    this.observeMessage(message);
    this.#dropBuffer();
    this.progress = { ...this.progress, buffer: message };
  }

  /** A message that a lockdown blocks: it waits for nothing, and its answer will stay out too. */
  blockMessage(): void {
    this.#dropBuffer();
    this.progress = { ...this.progress, messageBlocked: true };
  }

  /** Lets go of a message that still waits for its response. */
  #dropBuffer(): void {
    const { driftConfirmed: _old, messageBlocked: _gone, buffer, ...progress } = this.progress;
    const replaced = buffer === undefined ? 0 : 1;
    this.progress = { ...progress, unpairedTurns: progress.unpairedTurns + replaced };
  }

  /** Decides of a turn which triggers match it and whether isolation keeps it out. */
  judge(turn: Pick<StoredTurn, "message" | "response">, nowMs: number): TurnVerdictRecord {
    return judgeStoredTurn({ controls: this.controls, memories: this.memories, nowMs }, turn);
  }

  /** The turn that a response completes. */
  answeredTurn(response: StoredUtterance): Pick<StoredTurn, "message" | "response"> {
    const { buffer } = this.progress;
    return buffer === undefined ? { response } : { message: buffer, response };
  }

  /** Decides of the turn that a response completes; an answer to a blocked message stays out. */
  judgeAnswer(response: StoredUtterance, nowMs: number): TurnVerdictRecord {
    const { repeats, ...verdict } = this.judge(this.answeredTurn(response), nowMs);
    if (this.progress.messageBlocked === true) return { ...verdict, kept: "out" };
    return { ...verdict, ...(repeats !== undefined && { repeats }) };
  }

  /** Stores a response with the message that waits for it, or alone when none does. */
  answerBuffer(response: StoredUtterance, verdict: TurnVerdictRecord = {}): void {
    const turn = { ...this.answeredTurn(response), ...verdict };
    const { buffer: _answered, messageBlocked: _settled, ...progress } = this.progress;
    this.progress = progress;
    this.#settle(turn);
    this.progress = { ...this.progress, lastResponse: response.text };
  }

  /** Stores a turn as given; a message in it must be scored. The buffer stays as it is. */
  storeTurn(turn: StoredTurn): void {
    const { pending } = this.progress.drift;
    if (turn.message !== undefined && turn.kept === undefined) this.observeMessage(turn.message);
    this.#settle(turn);
    const { drift, buffer } = this.progress;
    const lastResponse = turn.kept === undefined ? turn.response?.text : undefined;
    const { lastResponse: _earlier, ...progress } = this.progress;
    this.progress = {
      ...progress,
      ...(lastResponse !== undefined && { lastResponse }),
      // The message in the buffer still waits for its own reply.
      ...(buffer !== undefined && pending !== undefined && { drift: { ...drift, pending } }),
    };
  }

  /** Admits what quarantine holds, oldest first, unjudged: the release is the judgement. */
  releaseHeld(): number {
    const { isolation, turns } = releaseHeld(this.controls.isolation);
    this.controls = { ...this.controls, isolation };
    for (const turn of turns) this.#remember(turn, { isLive: false, isRepeat: false });
    return turns.length;
  }

  #settle({ kept, repeats, ...turn }: StoredTurn): void {
    if (kept === undefined) this.#remember(turn, { isLive: true, isRepeat: repeats === true });
    if (kept !== "held") return;
    const isolation = holdTurnWithin(this.controls.isolation, turn, this.config.memoryBytesMax);
    this.controls = { ...this.controls, isolation };
  }

  /** Puts a memory in by hand: it belongs to no turn, and the state does not move. */
  inject(memory: StoredUtterance, standing: InjectedStanding): string {
    const hash = this.#nextHash();
    const { importance, tier, accessCount, expiresAtMs } = standing;
    const content = {
      hash,
      turn: 0,
      part: "note" as const,
      origin: "synthetic" as const,
      ...contentOf(memory),
      importance,
      triggers: [],
      seq: this.#position.seq,
    };
    const { sitting } = this.progress;
    const place = {
      sitting,
      tier,
      accessCount,
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    };
    this.memories.add(content, place, memory.direction);
    this.#added += 1;
    return hash;
  }

  #nextHash(): string {
    return memoryHash(this.#position, this.#added, (hash) => this.memories.has(hash));
  }

  /**
   * @param options.isLive - it was said just now, so drift hears its reply
   * @param options.isRepeat - it was decided that a held turn said it already
   */
  #remember(
    turn: HeldTurn,
    options: { readonly isLive: boolean; readonly isRepeat: boolean },
  ): void {
    const said = [turn.message, turn.response].filter((half) => half !== undefined);
    const input = meanDirection(said.map((half) => half.direction));
    const turns = this.progress.turns + 1;
    this.progress = { ...this.progress, turns };
    const triggers = turn.triggers ?? [];
    // The first ops did not say whether they repeat: then it is so to the letter.
    if (options.isRepeat || (triggers.length === 0 && this.memories.holdsTurn(said))) {
      this.#hasRepeated = true;
      // It adds no memory, and yet the session has heard something.
      for (const { timestampMs } of said) this.#passTo(timestampMs);
    } else {
      if (turn.message !== undefined) this.#addMemory("message", turn.message, triggers);
      if (turn.response !== undefined) this.#addMemory("response", turn.response, triggers);
    }
    if (input !== undefined) this.#absorb(input, triggers.length > 0);
    if (options.isLive && turn.response !== undefined) this.#hearReply(turn.response);
  }

  #addMemory(part: TurnPart, utterance: StoredUtterance, triggers: readonly string[]): void {
    this.#passTo(utterance.timestampMs);
    const { sitting, turns } = this.progress;
    const content = {
      hash: this.#nextHash(),
      turn: turns,
      part,
      origin: utterance.origin ?? ("conversation" as const),
      ...contentOf(utterance),
      importance: triggers.length > 0 ? 1 : defaultImportance,
      triggers,
      seq: this.#position.seq,
    };
    this.memories.add(content, { sitting }, utterance.direction);
    this.#added += 1;
  }

  /** Moves to the time of something said, which may begin a new sitting. */
  #passTo(timestampMs: number): void {
    const { progress } = this;
    const { lastEventMs } = progress;
    const opens =
      lastEventMs === undefined ||
      opensSitting(lastEventMs, timestampMs) ||
      opensSitting(timestampMs, lastEventMs);
    const sitting = progress.sitting + (opens ? 1 : 0);
    this.progress = { ...progress, sitting, lastEventMs: timestampMs };
  }

  #absorb(input: Int8Array, singledOut: boolean): void {
    const { progress } = this;
    const { state, beta } = absorb(progress.semantic, input, { singledOut });
    const { histories } = progress;
    this.progress = {
      ...progress,
      semantic: state,
      histories: {
        ...histories,
        beta: extend(histories.beta, beta),
        norm: extend(histories.norm, concentration(state)),
      },
    };
    const isLockedDown = this.controls.isolation.level === "LOCKDOWN";
    if (!isLockedDown) this.progress = drawnToRealignment(this.progress);
  }

  #hearReply(response: StoredUtterance): void {
    const { driftConfirmed: _before, ...progress } = this.progress;
    const { state, confirmed } = observeReply(
      progress.drift,
      isDirected(response.direction) ? response : undefined,
      this.#model,
    );
    this.progress = {
      ...progress,
      drift: state,
      ...(confirmed !== undefined && { driftConfirmed: confirmed }),
      ...(confirmed === false && { phase: retractPhase(progress.phase) }),
    };
  }

  /** Whether a turn was said that is held word for word; it is not stored again. */
  get hasRepeated(): boolean {
    return this.#hasRepeated;
  }

  /** Takes back everything: the session is as it was. */
  discard(): void {
    if (this.memories === this.#state.memories) this.memories.removeNewest(this.#added);
  }

  /** Makes the edits the session's own. */
  keep(atMs: number): void {
    this.memories.consolidate();
    this.#state.progress = this.progress;
    this.#state.memories = this.memories;
    this.#state.controls = this.controls;
    this.#state.literals = this.literals;
    this.#state.seq = this.#position.seq;
    this.#state.atMs = atMs;
  }
}

/** What a memory takes from what was said. */
function contentOf(said: StoredUtterance): Omit<StoredUtterance, "direction" | "origin"> {
  const { text, timestampMs, role, source, requestId } = said;
  return {
    text,
    timestampMs,
    role,
    ...(source !== undefined && { source }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Edits a session, computes something from it, and takes the edits back. */
export function rehearse<T>(
  state: SessionState,
  position: LogPosition,
  edit: (editor: SessionEditor) => T,
): T {
  const editor = new SessionEditor(state, position);
  try {
    return edit(editor);
  } finally {
    editor.discard();
  }
}

/** Whether a drift score is a detection. */
export function isDrift(score: number): boolean {
  return score >= driftDecisionScore;
}
