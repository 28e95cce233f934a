import { type DriftState, initialDriftState } from "../drift/drift-state.js";
import { LiteralCache } from "../literals/literal-cache.js";
import { MemoryTable } from "../memory/memory-table.js";
import { initialPhase, type PhaseState } from "../phase/phase-state.js";
import { initialSemanticState, type SemanticState } from "../state/semantic-state.js";
import { emptyHistories, type Histories } from "./histories.js";
import type { Realignment } from "./realignment.js";
import type { SessionConfig } from "./session-config.js";
import { initialControls, type SessionControls } from "./session-controls.js";
import type { StoredMessage } from "./session-op.js";

/** Parts of a session that a reset keeps. */
export interface SessionIdentity {
  /** The session's id. */
  readonly entity: string;
  readonly config: SessionConfig;
  readonly createdAtMs: number;
}

/** Parts of a session that a reset wipes. Replaced as wholes, never changed in place. */
export interface SessionProgress {
  readonly semantic: SemanticState;
  readonly drift: DriftState;
  readonly phase: PhaseState;
  readonly histories: Histories;
  /** The last message that was run and has no response yet. */
  readonly buffer?: StoredMessage;
  /** The newest message was kept out by a lockdown: its answer stays out too. */
  readonly messageBlocked?: true;
  /** Response text of the newest turn, stored or kept out. */
  readonly lastResponse?: string;
  /** Turns stored. */
  readonly turns: number;
  /** Messages that were run and replaced in the buffer before a response came. */
  readonly unpairedTurns: number;
  /** What the reply to the last message said of its drift. */
  readonly driftConfirmed?: boolean;
  /** Sittings opened so far, and the event time of what was said last. */
  readonly sitting: number;
  readonly lastEventMs?: number;
  /** What the next stored turns are drawn toward. */
  readonly realignment?: Realignment;
}

/** A session, hot in memory. */
export interface SessionState extends SessionIdentity {
  /** Place of the newest op in the log. */
  seq: number;
  /** Time of the newest op, Unix milliseconds. */
  atMs: number;
  progress: SessionProgress;
  memories: MemoryTable;
  controls: SessionControls;
  literals: LiteralCache;
}

/** Progress of a fresh or reset session. */
export function initialProgress(config: SessionConfig): SessionProgress {
  return {
    semantic: initialSemanticState(config.dimension, config.template),
    drift: initialDriftState(),
    phase: initialPhase(),
    histories: emptyHistories,
    turns: 0,
    unpairedTurns: 0,
    sitting: 0,
  };
}

/** An empty memory table of the session's dimension and bounds. */
export function emptyMemories(config: SessionConfig): MemoryTable {
  return new MemoryTable({
    dimension: config.dimension,
    capacities: config.capacities,
    bytesMax: config.memoryBytesMax,
  });
}

/** A session that has just begun. */
export function createState(entity: string, config: SessionConfig, atMs: number): SessionState {
  return {
    entity,
    config,
    createdAtMs: atMs,
    seq: 0,
    atMs,
    progress: initialProgress(config),
    memories: emptyMemories(config),
    controls: initialControls,
    literals: new LiteralCache(),
  };
}
