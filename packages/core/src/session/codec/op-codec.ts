import { decodeCbor } from "../../codec/decode-cbor.js";
import { encodeCbor } from "../../codec/encode-cbor.js";
import { type FieldReader, readWhole } from "../../codec/field-reader.js";
import { type LiteralInput, literalKinds } from "../../literals/literal.js";
import { literalLimits } from "../../literals/literal-limits.js";
import { roles, tiers } from "../../memory/memory.js";
import { textLengthMax, timestampMagnitudeMaxMs } from "../../memory/memory-limits.js";
import type { PurgeFilter } from "../purge/purge-filter.js";
import { readReembedded } from "../reembed.js";
import { commandLimits } from "../session-command.js";
import type { CorrectedOp, RanOp, SessionOp } from "../session-op.js";
import { readRealignBegun, readSteered } from "../steering.js";
import { readConfig } from "./config-codec.js";
import { readPolicy, readTrigger } from "./controls-codec.js";
import {
  readMessage,
  readStoredTurn,
  readUtterance,
  readVerdict,
  writeMessage,
  writeTurn,
} from "./utterance-codec.js";

const kinds = [
  "created",
  "ran",
  "stored",
  "reset",
  "imported",
  "trigger-added",
  "triggers-cleared",
  "anchor-added",
  "isolation-set",
  "released",
  "injected",
  "corrected",
  "forgotten",
  "purged",
  "literal-put",
  "literals-added",
  "literal-removed",
  "steered",
  "realign-begun",
  "reembedded",
  "deleted",
] as const;
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
    case "triggers-cleared":
    case "released":
    case "deleted":
      return { kind, atMs };
    case "trigger-added":
      return { kind, atMs, trigger: reader.map("trigger", (it) => readTrigger(it)) };
    case "anchor-added":
      return { kind, atMs, direction: reader.direction("direction") };
    case "isolation-set":
      return { kind, atMs, policy: reader.map("policy", (it) => readPolicy(it)) };
    case "injected":
      return {
        kind,
        atMs,
        memory: reader.map("memory", (it) => readUtterance(it)),
        tier: reader.oneOf("tier", tiers),
        importance: reader.number("importance", { min: 0, max: 1 }),
        accessCount: reader.integer("accessCount"),
        ...reader.optional("expiresAtMs", (name) => readTime(reader, name)),
      };
    case "corrected":
      return readCorrected(reader, atMs);
    case "forgotten":
      return { kind, atMs, hash: reader.text("hash", hashLength) };
    case "purged":
      return {
        kind,
        atMs,
        filter: reader.map("filter", readPurgeFilter),
        snapshot: reader.bytes("snapshot"),
      };
    case "literal-put":
      return { kind, atMs, literal: reader.map("literal", readLiteralInput) };
    case "literals-added":
      return {
        kind,
        atMs,
        literals: reader.maps("literals", commandLimits.addedLiteralCountMax, readLiteralInput),
      };
    case "literal-removed":
      return { kind, atMs, key: reader.text("key", literalLimits.keyLengthMax) };
    case "steered":
      return { kind, atMs, ...readSteered(reader) };
    case "realign-begun":
      return { kind, atMs, ...readRealignBegun(reader) };
    case "reembedded":
      return { kind, atMs, ...readReembedded(reader) };
    case "ran":
      return readRan(reader, atMs);
    case "stored":
      return {
        kind,
        atMs,
        turns: reader.maps("turns", commandLimits.turnCountMax, readStoredTurn),
        ...reader.optional("answersBuffer", (name) => reader.flag(name)),
      };
  }
}

function readRan(reader: FieldReader, atMs: number): RanOp {
  return {
    kind: "ran",
    atMs,
    ...reader.optional("config", (name) => reader.map(name, readConfig)),
    ...reader.optional("reset", (name) => reader.flag(name)),
    ...reader.optional("response", (name) => reader.map(name, (it) => readUtterance(it))),
    ...reader.optional("verdict", (name) => reader.map(name, readVerdict)),
    message: reader.map("message", (it) => readMessage(it)),
    ...reader.optional("unbuffered", (name) => reader.flag(name)),
    accessed: reader.texts("accessed", commandLimits.topKMax, hashLength),
    ...reader.optional("literals", (name) =>
      reader.texts(name, commandLimits.literalsInContextMax, literalLimits.keyLengthMax),
    ),
    ...reader.optional("topK", (name) => reader.integer(name)),
    ...reader.optional("tokenBudget", (name) => reader.integer(name)),
  };
}

function readCorrected(reader: FieldReader, atMs: number): CorrectedOp {
  return {
    kind: "corrected",
    atMs,
    hash: reader.text("hash", hashLength),
    ...reader.optional("text", (name) => reader.text(name, textLengthMax)),
    ...reader.optional("direction", (name) => reader.direction(name)),
    ...reader.optional("importance", (name) => reader.number(name, { min: 0, max: 1 })),
    ...reader.optional("expiresAtMs", (name) =>
      reader.value(name) === null ? null : readTime(reader, name),
    ),
  };
}

function readTime(reader: FieldReader, name: string): number {
  return reader.number(name, { min: -timestampMagnitudeMaxMs, max: timestampMagnitudeMaxMs });
}

function readPurgeFilter(reader: FieldReader): PurgeFilter {
  return {
    ...reader.optional("source", (name) => reader.text(name, commandLimits.sourceLengthMax)),
    ...reader.optional("role", (name) => reader.oneOf(name, roles)),
    ...reader.optional("requestId", (name) => reader.text(name, commandLimits.requestIdLengthMax)),
    ...reader.optional("writtenFromMs", (name) => reader.number(name)),
    ...reader.optional("writtenUntilMs", (name) => reader.number(name)),
  };
}

function readLiteralInput(reader: FieldReader): LiteralInput {
  return {
    key: reader.text("key", literalLimits.keyLengthMax),
    kind: reader.oneOf("kind", literalKinds),
    value: reader.text("value", literalLimits.valueLengthMax),
    ...reader.optional("context", (name) => reader.text(name, literalLimits.contextLengthMax)),
    ...reader.optional("importance", (name) =>
      reader.number(name, { min: 0, max: literalLimits.importanceMax }),
    ),
  };
}
