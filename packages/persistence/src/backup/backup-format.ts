import { createHash } from "node:crypto";
import { type CborMap, decodeCbor, encodeCbor, FieldReader } from "@semvec/core/codec";
import { BackupError } from "../errors.js";
import { type BackupRow, backupTables, isRowOf, type RowCounts } from "./backup-tables.js";

/*
 * A backup file:
 *
 *   8 bytes    `SEMVECBK`
 *   frames     each: length u32 little-endian, then so many bytes of one deterministic CBOR item
 *     first    header, a map
 *     others   rows, lists: the name of the table, then its columns
 *     last     trailer, a map
 *   u32        0: no more frames
 *   32 bytes   SHA-256 of everything before
 *
 * Rows are ordered by tenant, then table, then primary key, on every engine, so that equal
 * databases give equal rows.
 */

/** The first bytes of a backup file. */
export const backupMagic = new TextEncoder().encode("SEMVECBK");

/** Version of the format. */
export const backupFormat = 1;

/** Longest frame: the longest body, and room for what stands beside it. */
export const frameBytesMax = 64 * 1024 * 1024;

/** Bytes of a frame's length. */
export const lengthBytes = 4;

/** What the file says of where it comes from. */
export interface BackupHeader {
  /** Name of the newest migration of the schema. */
  readonly schema: string;
  readonly engine: "postgresql" | "sqlite";
  /** When the rows were read, in ms since the Unix epoch. */
  readonly madeAtMs: number;
}

/** What the file says of what it holds. */
export interface BackupTrailer {
  readonly rows: RowCounts;
  /** SHA-256 of the rows' frames: equal for equal databases. */
  readonly rowsSha256: Uint8Array;
}

/** A header, rows or trailer as a frame. */
export function encodeFrame(item: unknown): Uint8Array {
  const body = encodeCbor(item);
  const frame = new Uint8Array(lengthBytes + body.byteLength);
  new DataView(frame.buffer).setUint32(0, body.byteLength, true);
  frame.set(body, lengthBytes);
  return frame;
}

/** A row as a frame. */
export function encodeRow({ table, values }: BackupRow): Uint8Array {
  return encodeFrame([table, ...values]);
}

/** SHA-256 over rows as they come. */
export class RowsHash {
  readonly #sha256 = createHash("sha256");

  add(row: BackupRow): void {
    this.#sha256.update(encodeRow(row));
  }

  digest(): Uint8Array {
    return Uint8Array.from(this.#sha256.digest());
  }
}

/** The header as it is written. */
export function headerItem(header: BackupHeader): CborMap {
  return { format: backupFormat, ...header };
}

/** @throws BackupError when the frame is no header of a version that is understood */
export function decodeHeader(frame: Uint8Array): BackupHeader {
  return decodeMap(frame, "header", (fields) => {
    const format = fields.integer("format");
    if (format !== backupFormat) throw new BackupError(`backups of format ${format} are unknown`);
    return {
      schema: fields.text("schema", 200),
      engine: fields.oneOf("engine", ["postgresql", "sqlite"] as const),
      madeAtMs: fields.integer("madeAtMs", { max: Number.MAX_SAFE_INTEGER }),
    };
  });
}

/** @throws BackupError when the frame is no trailer */
export function decodeTrailer(frame: Uint8Array): BackupTrailer {
  return decodeMap(frame, "trailer", (fields) => {
    const counts = new FieldReader(fields.value("rows"), "rows");
    const rows = Object.fromEntries(
      backupTables.map((table) => [table, counts.integer(table)]),
    ) as RowCounts;
    counts.end();
    const rowsSha256 = fields.value("rowsSha256");
    if (!(rowsSha256 instanceof Uint8Array)) throw new BackupError("the trailer has no hash");
    return { rows, rowsSha256 };
  });
}

/** A frame as a row; nothing when it is a map, as the trailer is. @throws BackupError */
export function decodeRow(frame: Uint8Array): BackupRow | undefined {
  const item = decodeItem(frame);
  if (!Array.isArray(item)) return undefined;
  const [name, ...values] = item as readonly unknown[];
  const table = backupTables.find((known) => known === name);
  if (table === undefined || !isRowOf(table, values)) {
    throw new BackupError(`the backup holds a row of ${String(name)} that is not one of ours`);
  }
  return { table, values: values as BackupRow["values"] };
}

function decodeMap<T>(frame: Uint8Array, what: string, read: (fields: FieldReader) => T): T {
  try {
    const fields = new FieldReader(decodeItem(frame), what);
    const value = read(fields);
    fields.end();
    return value;
  } catch (cause) {
    if (cause instanceof BackupError) throw cause;
    throw new BackupError(`the ${what} of the backup cannot be read`, { cause });
  }
}

function decodeItem(frame: Uint8Array) {
  try {
    return decodeCbor(frame);
  } catch (cause) {
    throw new BackupError("the backup is damaged: a part of it cannot be decoded", { cause });
  }
}
