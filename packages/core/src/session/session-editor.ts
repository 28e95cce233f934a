import type { DriftModel } from "../drift/drift-model.js";
import { driftDecisionScore } from "../drift/drift-phase.js";
import { observeReply } from "../drift/observe-reply.js";
import { observeTurn } from "../drift/observe-turn.js";
import { scoreDrift } from "../drift/score-drift.js";
import type { LogPosition } from "../machine/machine.js";
import type { TurnPart } from "../memory/memory.js";
import { memoryHash } from "../memory/memory-hash.js";
import type { MemoryTable } from "../memory/memory-table.js";
import { advancePhase, retractPhase } from "../phase/phase-machine.js";
import { opensSitting } from "../recall/sitting.js";
import { absorb, concentration, similarityToState } from "../state/semantic-state.js";
import { meanDirection } from "../vector/direction.js";
import { extend } from "./histories.js";
import type { SessionConfig } from "./session-config.js";
import { driftModelOf } from "./session-drift-model.js";
import type { StoredMessage, StoredTurn, StoredUtterance } from "./session-op.js";
import {
  emptyMemories,
  initialProgress,
  type SessionProgress,
  type SessionState,
} from "./session-state.js";

/** Importance of a memory that nothing singles out. */
const defaultImportance = 0.5;

/**
 * One op's worth of change to a session. `decide` edits, reads what it needs, and takes everything
 * back with {@link SessionEditor.discard}; `apply` edits the same way and keeps it with
 * {@link SessionEditor.keep}. So the answer is computed by the very steps that the op will take.
 */
export class SessionEditor {
  readonly config: SessionConfig;
  progress: SessionProgress;
  memories: MemoryTable;
  readonly #state: SessionState;
  readonly #position: LogPosition;
  readonly #model: DriftModel;
  /** Memories this op has added; also numbers their hashes. */
  #added = 0;

  constructor(state: SessionState, position: LogPosition) {
    this.config = state.config;
    this.progress = state.progress;
    this.memories = state.memories;
    this.#state = state;
    this.#position = position;
    this.#model = driftModelOf(state.config);
  }

  /** Wipes what was said; what was set up stays. */
  wipe(): void {
    this.progress = initialProgress(this.config);
    this.memories = emptyMemories(this.config);
  }

  /** Scores a message against the session as it stands. */
  scoreMessage(utterance: StoredUtterance): StoredMessage {
    const { features: _features, ...reading } = scoreDrift(
      this.#driftBefore(utterance),
      utterance,
      this.#model,
    );
    return { ...utterance, reading };
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
    const { progress, config } = this;
    const { reading } = message;
    const score = config.topicSwitch ? reading.score : 0;
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
    const { driftConfirmed: _ofTheTurnBefore, ...progress } = this.progress;
    const replaced = progress.buffer === undefined ? 0 : 1;
    this.progress = {
      ...progress,
      buffer: message,
      unpairedTurns: progress.unpairedTurns + replaced,
    };
  }

  /** Stores a response with the message that waits for it, or alone when none does. */
  answerBuffer(response: StoredUtterance): void {
    const { buffer, ...progress } = this.progress;
    this.progress = progress;
    this.#remember(buffer === undefined ? { response } : { message: buffer, response });
  }

  /** Stores a turn as given; a message in it must be scored. The buffer stays as it is. */
  storeTurn(turn: StoredTurn): void {
    if (turn.message !== undefined) this.observeMessage(turn.message);
    this.#remember(turn);
  }

  #remember(turn: StoredTurn): void {
    const said = [turn.message, turn.response].filter((half) => half !== undefined);
    const input = meanDirection(said.map((half) => half.direction));
    const turns = this.progress.turns + 1;
    this.progress = { ...this.progress, turns };
    if (turn.message !== undefined) this.#addMemory("message", turn.message);
    if (turn.response !== undefined) this.#addMemory("response", turn.response);
    if (input !== undefined) this.#absorb(input);
    if (turn.response !== undefined) this.#hearReply(turn.response);
  }

  #addMemory(part: TurnPart, utterance: StoredUtterance): void {
    const { progress } = this;
    const { timestampMs } = utterance;
    const { lastEventMs } = progress;
    const opens =
      lastEventMs === undefined ||
      opensSitting(lastEventMs, timestampMs) ||
      opensSitting(timestampMs, lastEventMs);
    const sitting = progress.sitting + (opens ? 1 : 0);
    this.progress = { ...progress, sitting, lastEventMs: timestampMs };
    const content = {
      hash: memoryHash(this.#position, this.#added++, (hash) => this.memories.has(hash)),
      turn: progress.turns,
      part,
      role: utterance.role,
      ...(utterance.source !== undefined && { source: utterance.source }),
      origin: "conversation" as const,
      text: utterance.text,
      timestampMs,
      importance: defaultImportance,
      seq: this.#position.seq,
    };
    this.memories.add(content, sitting, utterance.direction);
  }

  #absorb(input: Int8Array): void {
    const { progress } = this;
    const { state, beta } = absorb(progress.semantic, input);
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
  }

  #hearReply(response: StoredUtterance): void {
    const { driftConfirmed: _before, ...progress } = this.progress;
    const { state, confirmed } = observeReply(progress.drift, response, this.#model);
    this.progress = {
      ...progress,
      drift: state,
      lastResponse: response.text,
      ...(confirmed !== undefined && { driftConfirmed: confirmed }),
      ...(confirmed === false && { phase: retractPhase(progress.phase) }),
    };
  }

  /** Drift score of a message as this session reports it. */
  reportedScore(message: StoredMessage): number {
    return this.config.topicSwitch ? message.reading.score : 0;
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
    this.#state.seq = this.#position.seq;
    this.#state.atMs = atMs;
  }
}

/** Whether a drift score is a detection. */
export function isDrift(score: number): boolean {
  return score >= driftDecisionScore;
}
