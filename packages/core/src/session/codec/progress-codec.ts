import type { FieldReader } from "../../codec/field-reader.js";
import { textLengthMax } from "../../memory/memory-limits.js";
import type { Phase, PhaseSnapshot, PhaseState } from "../../phase/phase-state.js";
import type { SemanticState } from "../../state/semantic-state.js";
import { type Histories, historyLengthMax } from "../histories.js";
import { readRealignment } from "../realignment.js";
import type { SessionProgress } from "../session-state.js";
import { readDriftState } from "./drift-codec.js";
import { readMessage, writeMessage } from "./utterance-codec.js";

const causeLengthMax = 200;

/** A mean of unit vectors is at most 1 long, but for rounding. */
const meanSquaresMax = 1.001;

/** Phases by their number in snapshots: append only. */
const phases: readonly Phase[] = [
  "initialization",
  "exploration",
  "convergence",
  "resonance",
  "stability",
  "instability",
];

/** The progress as it is written: windows of numbers as arrays of 64-bit floats. */
export function writeProgress(progress: SessionProgress): object {
  const { histories, buffer } = progress;
  return {
    ...progress,
    ...(buffer !== undefined && { buffer: writeMessage(buffer) }),
    histories: {
      beta: Float64Array.from(histories.beta),
      norm: Float64Array.from(histories.norm),
      similarity: Float64Array.from(histories.similarity),
      drift: Float64Array.from(histories.drift),
      fsm: Float64Array.from(histories.fsm),
      phase: histories.phase.map((phase) => phases.indexOf(phase)),
    },
  };
}

/** @throws CodecError */
export function readProgress(reader: FieldReader, dimension: number): SessionProgress {
  return {
    semantic: reader.map("semantic", (it) => readSemantic(it, dimension)),
    drift: reader.map("drift", (it) => readDriftState(it, dimension)),
    phase: reader.map("phase", readPhase),
    histories: reader.map("histories", readHistories),
    ...reader.optional("buffer", (name) => reader.map(name, (it) => readMessage(it, dimension))),
    ...reader.optional("messageBlocked", (name) => reader.flag(name)),
    ...reader.optional("lastResponse", (name) => reader.text(name, textLengthMax)),
    turns: reader.integer("turns"),
    unpairedTurns: reader.integer("unpairedTurns"),
    ...reader.optional("driftConfirmed", (name) => reader.boolean(name)),
    sitting: reader.integer("sitting"),
    ...reader.optional("lastEventMs", (name) => reader.number(name)),
    ...reader.optional("realignment", (name) =>
      reader.map(name, (it) => readRealignment(it, dimension)),
    ),
  };
}

function readSemantic(reader: FieldReader, dimension: number): SemanticState {
  const vector = reader.float32s("vector", dimension);
  const squares = vector.reduce((sum, x) => sum + x * x, 0);
  if (!(squares <= meanSquaresMax)) throw reader.error("vector", "is longer than a mean can be");
  return {
    vector,
    updates: reader.integer("updates"),
    similarityMean: reader.number("similarityMean", { min: -1, max: 1 }),
    similarityVariance: reader.number("similarityVariance", { min: Number.MIN_VALUE, max: 4 }),
  };
}

function readPhase(reader: FieldReader): PhaseState {
  return {
    ...readPhaseSnapshot(reader),
    ...reader.optional("before", (name) =>
      reader.map(name, (before) => ({
        snapshot: before.map("snapshot", readPhaseSnapshot),
        input: before.map("input", (input) => ({
          score: input.number("score", { min: 0, max: 1 }),
          ...input.optional("similarity", (field) => input.number(field)),
        })),
      })),
    ),
  };
}

function readPhaseSnapshot(reader: FieldReader): PhaseSnapshot {
  return {
    phase: reader.oneOf("phase", phases),
    cause: reader.text("cause", causeLengthMax),
    turns: reader.integer("turns"),
    turnsInPhase: reader.integer("turnsInPhase"),
    smoothedDrift: reader.number("smoothedDrift", { min: 0, max: 1 }),
    ...reader.optional("fastSimilarity", (name) => reader.number(name)),
    ...reader.optional("slowSimilarity", (name) => reader.number(name)),
    calmTurns: reader.integer("calmTurns"),
    recentChanges: reader.integer("recentChanges", { max: 63 }),
  };
}

function readHistories(reader: FieldReader): Histories {
  const floats = (name: string) => reader.floats(name, { lengthMax: historyLengthMax });
  const last = phases.length - 1;
  return {
    beta: floats("beta"),
    norm: floats("norm"),
    similarity: floats("similarity"),
    drift: floats("drift"),
    fsm: floats("fsm"),
    phase: reader
      .integers("phase", historyLengthMax, { max: last })
      .map((index) => phases[index] as Phase),
  };
}
