import type { FieldReader } from "../codec/field-reader.js";
import { sha256Hex } from "../codec/sha256.js";
import { resolveIsolationPolicy } from "../controls/isolation-policy.js";
import { initialDriftState } from "../drift/drift-state.js";
import type { Memory } from "../memory/memory.js";
import type { MemoryTable } from "../memory/memory-table.js";
import type { DenseWeights } from "../recall/recall-weights.js";
import { absorb, initialSemanticState, type SemanticState } from "../state/semantic-state.js";
import { type Direction, isDirected, meanDirection } from "../vector/direction.js";
import { readCosines, readEmbedderId, readWeights } from "./codec/config-codec.js";
import { letGoOfExpired } from "./let-go.js";
import type { EmbedderCosines, SessionConfig } from "./session-config.js";
import type { SessionControls } from "./session-controls.js";
import type { HeldTurn, StoredMessage, StoredUtterance } from "./session-op.js";
import { emptyMemories, type SessionProgress, type SessionState } from "./session-state.js";

/** Length of a {@link textKey}. */
const textKeyLength = 32;

/** More texts than any session holds: its memories, its buffer and what quarantine holds. */
const textCountMax = 300_000;

/** What of a model a session keeps. */
export interface EmbedderTraits {
  /** Identifies the model that makes its vectors. */
  readonly embedderId: string;
  /** Recall weights of that model. */
  readonly recallWeights: DenseWeights;
  /** Cosine scale of that model. */
  readonly cosines: EmbedderCosines;
}

/**
 * Moves a session to the vectors of another model; the dimension stays. What the session holds as
 * text is embedded anew, and the state is absorbed anew from the turns that are still remembered.
 * What it holds as a vector alone is of the old model's space and goes:
 * directions of triggers (their keywords stay), anchors, policy vectors, the template, and a
 * realignment under way. Drift begins anew, for it compares vectors of turns whose texts are gone;
 * phase and histories stay.
 */
export interface ReembedCommand extends EmbedderTraits {
  readonly kind: "reembed";
  readonly nowMs: number;
  /** A vector for each of {@link textsToEmbed}, by text. */
  readonly vectors: ReadonlyMap<string, ArrayLike<number>>;
}

/** A text, by its {@link textKey}, and its direction in the new space. */
export interface TextDirection {
  readonly text: string;
  readonly direction: Direction;
}

/** The session's vectors are another model's now. */
export interface ReembeddedOp extends EmbedderTraits {
  readonly kind: "reembedded";
  readonly atMs: number;
  readonly directions: readonly TextDirection[];
}

/** How many vectors without a text a reembedding drops. */
export interface DroppedVectors {
  /** Triggers that were nothing but a vector. */
  readonly triggers: number;
  /** Triggers that keep their keyword. */
  readonly triggerVectors: number;
  readonly anchors: number;
  readonly policyVectors: number;
  /** Lists of an isolation policy that is open. */
  readonly isolationVectors: number;
}

/** Names a text in an op: 128 bits of its SHA-256, so that the op need not repeat it. */
export function textKey(text: string): string {
  return sha256Hex(new TextEncoder().encode(text)).slice(0, textKeyLength);
}

/** The texts whose vectors a session holds, each once: memories, the buffer, quarantine. */
export function textsToEmbed({ memories, progress, controls }: SessionState): string[] {
  const { buffer } = progress;
  const held = controls.isolation.quarantine.flatMap(({ message, response }) => [
    ...(message === undefined ? [] : [message.text]),
    ...(response === undefined ? [] : [response.text]),
  ]);
  const remembered = Array.from(memories, ({ text }) => text);
  return [...new Set([...remembered, ...(buffer === undefined ? [] : [buffer.text]), ...held])];
}

/** Whether a session holds texts that have no vector yet. */
export function hasUnembedded({ memories, progress }: SessionState): boolean {
  const { buffer } = progress;
  if (buffer !== undefined && !isDirected(buffer.direction)) return true;
  return Array.from(memories, ({ hash }) => memories.direction(hash)).some((it) => !isDirected(it));
}

/** What a reembedding of the session would drop. */
export function droppedVectors({ config, controls }: SessionState): DroppedVectors {
  const { triggers, anchors, isolation } = controls;
  const withVector = triggers.filter(({ direction }) => direction !== undefined);
  return {
    triggers: withVector.filter(({ keyword }) => keyword === undefined).length,
    triggerVectors: withVector.filter(({ keyword }) => keyword !== undefined).length,
    anchors: anchors.length,
    policyVectors: config.policyVectors.length,
    isolationVectors: isolation.exclusions.length + isolation.allowed.length,
  };
}

/** Whether a session holds texts that the op has no direction for. */
export function lacksDirections(state: SessionState, op: ReembeddedOp): boolean {
  const known = new Set(op.directions.map(({ text }) => text));
  return textsToEmbed(state).some((text) => !known.has(textKey(text)));
}

/**
 * The session in the new space. A memory that the op has no direction for is forgotten: that is
 * only so in a replay without what a purge takes out, which may hold what the session had
 * forgotten by then.
 */
export function applyReembedded(state: SessionState, op: ReembeddedOp, seq: number): SessionState {
  letGoOfExpired(state, op.atMs);
  const byKey = new Map(op.directions.map(({ text, direction }) => [text, direction]));
  const directionOf = (text: string) => byKey.get(textKey(text));
  const config = reembeddedConfig(state.config, op);
  const memories = emptyMemories(config);
  for (const memory of state.memories) {
    const direction = directionOf(memory.text);
    if (direction !== undefined) memories.restore(memory, direction);
  }
  return {
    ...state,
    config,
    seq,
    atMs: op.atMs,
    memories,
    progress: reembeddedProgress(state.progress, config, memories, directionOf),
    controls: reembeddedControls(state.controls, directionOf),
  };
}

/** @throws CodecError */
export function readReembedded(reader: FieldReader): Omit<ReembeddedOp, "atMs" | "kind"> {
  return {
    embedderId: readEmbedderId(reader, "embedderId"),
    recallWeights: reader.map("recallWeights", readWeights),
    cosines: readCosines(reader),
    directions: reader.maps("directions", textCountMax, (it) => ({
      text: it.text("text", textKeyLength),
      direction: it.direction("direction"),
    })),
  };
}

type DirectionOf = (text: string) => Direction | undefined;

function reembeddedConfig(config: SessionConfig, op: ReembeddedOp): SessionConfig {
  const { embedderId, recallWeights, cosines } = op;
  const { template: _ofTheOldSpace, ...rest } = config;
  return { ...rest, embedderId, recallWeights, cosines, policyVectors: [] };
}

function reembeddedProgress(
  progress: SessionProgress,
  config: SessionConfig,
  memories: MemoryTable,
  directionOf: DirectionOf,
): SessionProgress {
  const { buffer: waiting, realignment: _ofTheOldSpace, ...rest } = progress;
  const buffer = waiting && reembeddedMessage(waiting, directionOf);
  const drift = initialDriftState();
  return {
    ...rest,
    semantic: semanticOf(config, memories),
    drift: buffer === undefined ? drift : { ...drift, pending: buffer.reading.pending },
    ...(buffer !== undefined && { buffer }),
  };
}

/** The state that the turns which are still remembered lead to, in the order they were stored. */
function semanticOf({ dimension }: SessionConfig, memories: MemoryTable): SemanticState {
  const turns = new Map<number, Memory[]>();
  for (const memory of memories) {
    if (memory.part === "note") continue;
    turns.set(memory.turn, [...(turns.get(memory.turn) ?? []), memory]);
  }
  let semantic = initialSemanticState(dimension);
  for (const said of turns.values()) {
    const input = meanDirection(said.map(({ hash }) => memories.direction(hash)));
    if (input === undefined) continue;
    const singledOut = said.some(({ triggers }) => triggers.length > 0);
    semantic = absorb(semantic, input, { singledOut }).state;
  }
  return semantic;
}

function reembeddedControls(controls: SessionControls, directionOf: DirectionOf): SessionControls {
  const { quarantine, droppedCount } = controls.isolation;
  const { level, threshold } = controls.isolation;
  return {
    ...controls,
    triggers: controls.triggers.flatMap(({ direction: _ofTheOldSpace, ...trigger }) =>
      trigger.keyword === undefined ? [] : [trigger],
    ),
    anchors: [],
    isolation: {
      ...resolveIsolationPolicy({ level, threshold }),
      quarantine: quarantine.flatMap((turn) => reembeddedTurn(turn, directionOf) ?? []),
      droppedCount,
    },
  };
}

function reembeddedTurn(turn: HeldTurn, directionOf: DirectionOf): HeldTurn | undefined {
  const { message: asked, response: answered, ...rest } = turn;
  const message = asked && reembeddedMessage(asked, directionOf);
  const response = answered && reembeddedUtterance(answered, directionOf);
  if (message === undefined && response === undefined) return undefined;
  return {
    ...rest,
    ...(message !== undefined && { message }),
    ...(response !== undefined && { response }),
  };
}

function reembeddedMessage(
  message: StoredMessage,
  directionOf: DirectionOf,
): StoredMessage | undefined {
  const direction = directionOf(message.text);
  if (direction === undefined) return undefined;
  const { reading } = message;
  return {
    ...message,
    direction,
    reading: { ...reading, pending: { ...reading.pending, direction } },
  };
}

function reembeddedUtterance(
  said: StoredUtterance,
  directionOf: DirectionOf,
): StoredUtterance | undefined {
  const direction = directionOf(said.text);
  return direction && { ...said, direction };
}
