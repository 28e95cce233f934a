import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { CborValue } from "../../codec/cbor-value.js";
import type { FieldReader } from "../../codec/field-reader.js";
import { controlLimits } from "../../controls/control-limits.js";
import { triggerLabelLengthMax } from "../../controls/trigger-label.js";
import {
  type Memory,
  type MemoryOrigin,
  roles,
  type TurnPart,
  tiers,
} from "../../memory/memory.js";
import {
  accessCountMax,
  speakerLengthMax,
  textLengthMax,
  timestampMagnitudeMaxMs,
} from "../../memory/memory-limits.js";
import { type MemoryTable, memoryBytes } from "../../memory/memory-table.js";
import { commandLimits } from "../session-command.js";

const parts: readonly TurnPart[] = ["message", "response", "note"];
const origins: readonly MemoryOrigin[] = ["conversation", "import", "synthetic"];
const hashLength = 16;
const memoryCountMax = 200_000;
/** Stands for a memory without an end; no time is as late. */
const never = Number.MAX_VALUE;
/** Stands for "no op has corrected it"; the first op has `seq` 1. */
const uncorrected = 0;

/** The memories as they are written: one column a field, vectors end to end. */
export function writeMemories(table: MemoryTable): object {
  const memories = [...table];
  const { dimension } = table.options;
  const vectors = new Int8Array(memories.length * dimension);
  const hashes = new Uint8Array(memories.length * hashLength);
  memories.forEach((memory, i) => {
    vectors.set(table.direction(memory.hash), i * dimension);
    hashes.set(hexToBytes(memory.hash), i * hashLength);
  });
  return {
    hashes,
    vectors,
    texts: memories.map((it) => it.text),
    turns: memories.map((it) => it.turn),
    parts: memories.map((it) => parts.indexOf(it.part)),
    roles: memories.map((it) => roles.indexOf(it.role)),
    sources: memories.map((it) => it.source ?? null),
    requests: memories.map((it) => it.requestId ?? null),
    origins: memories.map((it) => origins.indexOf(it.origin)),
    timestamps: Float64Array.from(memories, (it) => it.timestampMs),
    importances: Float64Array.from(memories, (it) => it.importance),
    seqs: memories.map((it) => it.seq),
    corrections: memories.map((it) => it.correctedSeq ?? uncorrected),
    expiries: Float64Array.from(memories, (it) => it.expiresAtMs ?? never),
    tiers: memories.map((it) => tiers.indexOf(it.tier)),
    accessCounts: memories.map((it) => it.accessCount),
    sittings: memories.map((it) => it.sitting),
    speakers: memories.map((it) => (it.speaker === it.role ? null : it.speaker)),
    triggers: memories.map((it) => it.triggers),
  };
}

/**
 * Fills an empty table. More bytes than it may hold are refused before anything is indexed; a
 * memory alone may be over the bound, for the newest is never forgotten.
 *
 * @param origin - put in place of every memory's own, when given
 * @throws CodecError
 */
export function readMemories(reader: FieldReader, table: MemoryTable, origin?: MemoryOrigin): void {
  const { dimension } = table.options;
  const texts = reader.texts("texts", memoryCountMax, textLengthMax);
  const count = texts.length;
  const vectors = reader.int8s("vectors", count * dimension);
  const hashes = reader.bytes("hashes");
  if (hashes.length !== count * hashLength) throw reader.error("hashes", "wrong length");
  const columns = readColumns(reader, count);
  const rows = texts.map((text, i) => ({ hash: hashAt(hashes, i), text, ...columns(i) }));
  const bytes = rows.reduce((sum, row) => sum + memoryBytes(row, dimension), 0);
  if (count > 1 && bytes > table.options.bytesMax) {
    throw reader.error("texts", `more bytes than the limit of ${table.options.bytesMax}`);
  }
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    const { hash, text } = row;
    const direction = vectors.subarray(i * dimension, (i + 1) * dimension);
    if (text.trim() === "") throw reader.error("texts", "a text is blank");
    if (seen.has(hash)) throw reader.error("hashes", "a hash is repeated");
    seen.add(hash);
    table.restore(origin === undefined ? row : { ...row, origin }, direction);
  });
}

function hashAt(hashes: Uint8Array, i: number): string {
  return bytesToHex(hashes.subarray(i * hashLength, (i + 1) * hashLength));
}

/** Reads every column and gives a function from row to the fields they hold. */
function readColumns(reader: FieldReader, count: number) {
  const integers = (name: string, max?: number) => {
    const column = reader.integers(name, memoryCountMax, max === undefined ? {} : { max });
    if (column.length !== count) throw reader.error(name, `expected ${count} items`);
    return (i: number) => column[i] as number;
  };
  const floats = (name: string) => {
    const column = reader.floats(name, { length: count });
    return (i: number) => column[i] as number;
  };
  const optionalTexts = (name: string, lengthMax: number) => {
    const column = reader.list(name, memoryCountMax);
    if (column.length !== count) throw reader.error(name, `expected ${count} items`);
    return (i: number): string | undefined => {
      const item = column[i];
      if (item === null) return undefined;
      if (typeof item !== "string" || item.length > lengthMax) {
        throw reader.error(name, `expected texts of at most ${lengthMax} or null`);
      }
      return item;
    };
  };
  const choice = <T>(name: string, values: readonly T[]) => {
    const column = integers(name, values.length - 1);
    return (i: number) => values[column(i)] as T;
  };
  const turn = integers("turns");
  const part = choice("parts", parts);
  const role = choice("roles", roles);
  const source = optionalTexts("sources", commandLimits.sourceLengthMax);
  const request = optionalTexts("requests", commandLimits.requestIdLengthMax);
  const origin = choice("origins", origins);
  const timestampMs = floats("timestamps");
  const importance = floats("importances");
  const seq = integers("seqs");
  const correctedSeq = integers("corrections");
  const expiresAtMs = floats("expiries");
  const tier = choice("tiers", tiers);
  const accessCount = integers("accessCounts", accessCountMax);
  const sitting = integers("sittings");
  const speaker = optionalTexts("speakers", speakerLengthMax);
  const triggers = readTriggers(reader, count);
  return (i: number): Omit<Memory, "hash" | "text"> => {
    const from = source(i);
    const requestId = request(i);
    checkTime(reader, "timestamps", timestampMs(i));
    if (expiresAtMs(i) !== never) checkTime(reader, "expiries", expiresAtMs(i));
    if (importance(i) < 0 || importance(i) > 1) throw reader.error("importances", "out of bounds");
    return {
      turn: turn(i),
      part: part(i),
      role: role(i),
      ...(from !== undefined && { source: from }),
      ...(requestId !== undefined && { requestId }),
      origin: origin(i),
      timestampMs: timestampMs(i),
      importance: importance(i),
      seq: seq(i),
      tier: tier(i),
      accessCount: accessCount(i),
      sitting: sitting(i),
      speaker: speaker(i) ?? role(i),
      triggers: triggers(i),
      ...(expiresAtMs(i) !== never && { expiresAtMs: expiresAtMs(i) }),
      ...(correctedSeq(i) !== uncorrected && { correctedSeq: correctedSeq(i) }),
    };
  };
}

function checkTime(reader: FieldReader, name: string, timeMs: number): void {
  if (!(Math.abs(timeMs) <= timestampMagnitudeMaxMs)) throw reader.error(name, "out of bounds");
}

function readTriggers(reader: FieldReader, count: number): (i: number) => readonly string[] {
  const { triggerCountMax } = controlLimits;
  const column = reader.list("triggers", memoryCountMax).map((item) => {
    if (!Array.isArray(item)) throw reader.error("triggers", "expected lists of trigger labels");
    return (item as readonly CborValue[]).map((label) => {
      if (typeof label === "string" && label.length <= triggerLabelLengthMax) return label;
      throw reader.error("triggers", "expected lists of trigger labels");
    });
  });
  if (column.length !== count || column.some((labels) => labels.length > triggerCountMax)) {
    throw reader.error("triggers", `expected ${count} lists`);
  }
  return (i) => column[i] ?? [];
}
