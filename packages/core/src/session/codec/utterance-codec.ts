import type { FieldReader } from "../../codec/field-reader.js";
import { controlLimits } from "../../controls/control-limits.js";
import { triggerLabelLengthMax } from "../../controls/trigger-label.js";
import { roles } from "../../memory/memory.js";
import { textLengthMax, timestampMagnitudeMaxMs } from "../../memory/memory-limits.js";
import { commandLimits } from "../session-command.js";
import type {
  HeldTurn,
  StoredMessage,
  StoredReading,
  StoredTurn,
  StoredUtterance,
  TurnVerdictRecord,
} from "../session-op.js";
import { readFilter, readLearnedCosines, readUserTurn } from "./drift-codec.js";

/** The message as it is written: its direction once, not again inside the reading. */
export function writeMessage(message: StoredMessage): object {
  const { direction: _same, ...pending } = message.reading.pending;
  return { ...message, reading: { ...message.reading, pending } };
}

/** @throws CodecError */
export function readUtterance(reader: FieldReader, dimension?: number): StoredUtterance {
  return {
    text: readText(reader),
    direction: reader.int8s("direction", dimension),
    timestampMs: reader.number("timestampMs", {
      min: -timestampMagnitudeMaxMs,
      max: timestampMagnitudeMaxMs,
    }),
    role: reader.oneOf("role", roles),
    ...reader.optional("source", (name) => reader.text(name, commandLimits.sourceLengthMax)),
    ...reader.optional("requestId", (name) => reader.text(name, commandLimits.requestIdLengthMax)),
    ...reader.optional("origin", (name) => reader.oneOf(name, ["import"] as const)),
  };
}

/** A blank text is nothing said: no memory may come of it. */
function readText(reader: FieldReader): string {
  const text = reader.text("text", textLengthMax);
  if (text.trim() === "") throw reader.error("text", "is blank");
  return text;
}

/** @throws CodecError */
export function readMessage(reader: FieldReader, dimension?: number): StoredMessage {
  const utterance = readUtterance(reader, dimension);
  const reading = reader.map("reading", (it) => readReading(it, utterance));
  return { ...utterance, reading };
}

function readReading(reader: FieldReader, utterance: StoredUtterance): StoredReading {
  return {
    score: reader.number("score", { min: 0, max: 1 }),
    ...reader.optional("logit", (name) => reader.number(name)),
    ...reader.optional("similarity", (name) => reader.number(name)),
    ...reader.optional("returnedTo", (name) => reader.integer(name)),
    filter: reader.map("filter", readFilter),
    learnedCosines: reader.map("learnedCosines", readLearnedCosines),
    pending: reader.map("pending", (pending) => ({
      direction: utterance.direction,
      ...readUserTurn(pending),
      score: pending.number("score", { min: 0, max: 1 }),
    })),
  };
}

/** The turn as it is written. */
export function writeTurn(turn: StoredTurn): object {
  return turn.message === undefined ? turn : { ...turn, message: writeMessage(turn.message) };
}

/** @throws CodecError */
export function readHeldTurn(reader: FieldReader, dimension?: number): HeldTurn {
  return {
    ...reader.optional("message", (name) => reader.map(name, (it) => readMessage(it, dimension))),
    ...reader.optional("response", (name) =>
      reader.map(name, (it) => readUtterance(it, dimension)),
    ),
    ...reader.optional("triggers", (name) => readTriggerLabels(reader, name)),
  };
}

/** @throws CodecError */
export function readStoredTurn(reader: FieldReader): StoredTurn {
  return {
    ...readHeldTurn(reader),
    ...reader.optional("kept", (name) => reader.oneOf(name, ["out", "held"] as const)),
    ...reader.optional("repeats", (name) => reader.flag(name)),
  };
}

/** @throws CodecError */
export function readVerdict(reader: FieldReader): TurnVerdictRecord {
  return {
    ...reader.optional("triggers", (name) => readTriggerLabels(reader, name)),
    ...reader.optional("kept", (name) => reader.oneOf(name, ["out", "held"] as const)),
    ...reader.optional("repeats", (name) => reader.flag(name)),
  };
}

function readTriggerLabels(reader: FieldReader, name: string): string[] {
  return reader.texts(name, controlLimits.triggerCountMax, triggerLabelLengthMax);
}
