import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { BackupError } from "../errors.js";
import { sameBytes } from "../store/chain.js";
import {
  type BackupHeader,
  type BackupTrailer,
  backupMagic,
  decodeHeader,
  decodeRow,
  decodeTrailer,
  frameBytesMax,
  lengthBytes,
  RowsHash,
} from "./backup-format.js";
import { type BackupRow, noRows } from "./backup-tables.js";

const chunkBytes = 1024 * 1024;
const sha256Bytes = 32;

/** What a backup file says of itself; checked against what it holds. */
export interface BackupContents extends BackupHeader, BackupTrailer {}

/**
 * Reads a whole backup and checks every checksum and count.
 *
 * @throws BackupError when anything is wrong with it
 */
export async function checkBackup(
  path: string,
  onRow: () => void = () => {},
): Promise<BackupContents> {
  const rows = readBackup(path);
  const counted = noRows();
  const hash = new RowsHash();
  for (;;) {
    const next = await rows.next();
    if (next.done) {
      const { rows: stated, rowsSha256 } = next.value;
      const same = Object.entries(counted).every(([table, n]) => stated[table as "op"] === n);
      if (same && sameBytes(hash.digest(), rowsSha256)) return next.value;
      throw new BackupError("the backup does not hold the rows that it says it holds");
    }
    counted[next.value.table] += 1;
    hash.add(next.value);
    onRow();
  }
}

/**
 * Reads the rows of a backup as a stream, and what it says of itself at the end. The checksum of
 * the file is checked when the last row has been read: look with {@link checkBackup} first.
 *
 * @throws BackupError when the file cannot be read, is damaged, or ends before its end
 */
export async function* readBackup(path: string): AsyncGenerator<BackupRow, BackupContents> {
  const bytes = new ByteQueue(path);
  const magic = await bytes.take(backupMagic.byteLength);
  if (!sameBytes(magic, backupMagic))
    throw new BackupError(`${path} is no backup of this software`);
  let header: BackupHeader | undefined;
  let trailer: BackupTrailer | undefined;
  for (let frame = await nextFrame(bytes); frame !== undefined; frame = await nextFrame(bytes)) {
    if (trailer !== undefined) throw new BackupError("the backup goes on after its end");
    if (header === undefined) {
      header = decodeHeader(frame);
      continue;
    }
    const row = decodeRow(frame);
    if (row === undefined) trailer = decodeTrailer(frame);
    else yield row;
  }
  const digest = bytes.digest();
  if (!sameBytes(await bytes.take(sha256Bytes), digest)) {
    throw new BackupError("the backup is damaged: its checksum is off");
  }
  if (header === undefined || trailer === undefined || !(await bytes.isAtEnd())) {
    throw new BackupError("the backup is not whole");
  }
  return { ...header, ...trailer };
}

/** The bytes of the next frame; nothing at the end of frames. */
async function nextFrame(bytes: ByteQueue): Promise<Uint8Array | undefined> {
  const prefix = await bytes.take(lengthBytes);
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(0, true);
  if (length === 0) return undefined;
  if (length > frameBytesMax) throw new BackupError("the backup is damaged: a part is too long");
  return bytes.take(length);
}

/** A file as a stream of bytes, hashed as they are taken. */
class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #sha256 = createHash("sha256");
  #rest: Uint8Array = new Uint8Array();

  constructor(path: string) {
    this.#chunks = createReadStream(path, { highWaterMark: chunkBytes })[Symbol.asyncIterator]();
  }

  /** @throws BackupError when there are not so many */
  async take(length: number): Promise<Uint8Array> {
    const parts = [this.#rest];
    let held = this.#rest.byteLength;
    while (held < length) {
      const chunk = await this.#read();
      if (chunk === undefined) throw new BackupError("the backup ends too early");
      parts.push(chunk);
      held += chunk.byteLength;
    }
    const all = parts.length === 1 ? this.#rest : joined(parts, held);
    this.#rest = all.subarray(length);
    const taken = all.slice(0, length);
    this.#sha256.update(taken);
    return taken;
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.byteLength === 0 && (await this.#read()) === undefined;
  }

  /** SHA-256 of what was taken so far. */
  digest(): Uint8Array {
    return Uint8Array.from(this.#sha256.copy().digest());
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done ? undefined : next.value;
    } catch (cause) {
      const { message } = cause as Error;
      throw new BackupError(`the backup cannot be read: ${message}`, { cause });
    }
  }
}

/** Bytes of this realm, whatever realm the parts are of. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
