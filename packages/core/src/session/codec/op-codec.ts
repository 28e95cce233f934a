import { decodeCbor } from "../../codec/decode-cbor.js";
import { encodeCbor } from "../../codec/encode-cbor.js";
import { type FieldReader, readWhole } from "../../codec/field-reader.js";
import { commandLimits } from "../session-command.js";
import type { SessionOp, StoredTurn } from "../session-op.js";
import { readConfig } from "./config-codec.js";
import { readMessage, readUtterance, writeMessage } from "./utterance-codec.js";

const kinds = ["created", "ran", "stored", "reset", "imported", "deleted"] as const;
const hashLength = 32;

/** Canonical bytes of an op. */
export function encodeSessionOp(op: SessionOp): Uint8Array {
  switch (op.kind) {
    case "ran":
      return encodeCbor({ ...op, message: writeMessage(op.message) });
    case "stored":
      return encodeCbor({ ...op, turns: op.turns.map(writeTurn) });
    default:
      return encodeCbor(op);
  }
}

function writeTurn(turn: StoredTurn): object {
  return turn.message === undefined ? turn : { ...turn, message: writeMessage(turn.message) };
}

/** @throws CodecError when the bytes are not an op that this version understands */
export function decodeSessionOp(bytes: Uint8Array): SessionOp {
  return readWhole(decodeCbor(bytes), "op", readOp);
}

function readOp(reader: FieldReader): SessionOp {
  const kind = reader.oneOf("kind", kinds);
  const atMs = reader.number("atMs");
  switch (kind) {
    case "created":
      return { kind, atMs, config: reader.map("config", readConfig) };
    case "imported":
      return { kind, atMs, snapshot: reader.bytes("snapshot") };
    case "reset":
    case "deleted":
      return { kind, atMs };
    case "ran":
      return {
        kind,
        atMs,
        ...reader.optional("config", (name) => reader.map(name, readConfig)),
        ...reader.optional("reset", (name) => reader.flag(name)),
        ...reader.optional("response", (name) => reader.map(name, readSaid)),
        message: reader.map("message", (it) => readMessage(it, directionLength(it))),
        accessed: reader.texts("accessed", commandLimits.topKMax, hashLength),
      };
    case "stored":
      return {
        kind,
        atMs,
        turns: reader.maps("turns", commandLimits.turnCountMax, readTurn),
        ...reader.optional("answersBuffer", (name) => reader.flag(name)),
      };
  }
}

function readTurn(reader: FieldReader): StoredTurn {
  return {
    ...reader.optional("message", (name) =>
      reader.map(name, (it) => readMessage(it, directionLength(it))),
    ),
    ...reader.optional("response", (name) => reader.map(name, readSaid)),
  };
}

function readSaid(reader: FieldReader) {
  return readUtterance(reader, directionLength(reader));
}

/** An op does not repeat the session's dimension; the arena refuses a row of another length. */
function directionLength(reader: FieldReader): number {
  const value = reader.value("direction");
  return value instanceof Int8Array ? value.length : 0;
}
