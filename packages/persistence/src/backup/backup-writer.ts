import { createHash } from "node:crypto";
import { type FileHandle, link, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupError } from "../errors.js";
import {
  type BackupHeader,
  type BackupTrailer,
  backupMagic,
  encodeFrame,
  encodeRow,
  headerItem,
  lengthBytes,
} from "./backup-format.js";
import { type BackupRow, noRows } from "./backup-tables.js";

/** Bytes gathered before they are written. */
const chunkBytes = 1024 * 1024;

const ownerOnly = 0o600;

/**
 * Writes a backup beside its file, and gives it its name when it is whole and on disk: what has
 * the name is a backup. The file is its owner's alone.
 */
export class BackupWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Number of the file itself, whatever its name. */
  readonly #inode: number;
  readonly #sha256 = createHash("sha256");
  readonly #rowsSha256 = createHash("sha256");
  readonly #rows = noRows();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytes = 0;

  private constructor(path: string, file: FileHandle, inode: number) {
    this.#path = path;
    this.#file = file;
    this.#inode = inode;
  }

  /** @throws BackupError when the file cannot be made */
  static async create(path: string, header: BackupHeader): Promise<BackupWriter> {
    const part = partOf(path);
    const file = await rm(part, { force: true })
      .then(() => open(part, "wx", ownerOnly))
      .catch((cause: Error) => {
        throw notWritten(part, cause);
      });
    const writer = new BackupWriter(path, file, (await file.stat()).ino);
    await writer.#write(backupMagic);
    await writer.#write(encodeFrame(headerItem(header)));
    return writer;
  }

  async add(row: BackupRow): Promise<void> {
    const frame = encodeRow(row);
    this.#rowsSha256.update(frame);
    this.#rows[row.table] += 1;
    await this.#write(frame);
  }

  /**
   * Ends the file and gives it its name.
   *
   * @throws BackupError when a file of that name has come to be, another backup to it has begun, or
   *   nothing can be written
   */
  async finish(): Promise<BackupTrailer & { readonly bytes: number }> {
    const rowsSha256 = Uint8Array.from(this.#rowsSha256.digest());
    const trailer: BackupTrailer = { rows: this.#rows, rowsSha256 };
    await this.#write(encodeFrame(trailer));
    await this.#write(new Uint8Array(lengthBytes));
    await this.#write(this.#sha256.copy().digest());
    await this.#flush();
    try {
      await this.#file.sync();
      await this.#file.close();
      // Unlike a rename, a link never takes the place of a file that is there.
      await link(partOf(this.#path), this.#path);
    } catch (cause) {
      throw notWritten(this.#path, cause as Error);
    } finally {
      await this.#removePart();
    }
    // Whoever begins a backup removes what seems to be the rest of one that was interrupted.
    if (!(await this.#isOurs(this.#path))) {
      await rm(this.#path);
      throw new BackupError(`another backup to ${this.#path} has begun meanwhile`);
    }
    await this.#keepName();
    return { ...trailer, bytes: this.#bytes };
  }

  /** Leaves no file, or at worst one that the next backup of this name removes. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {});
    await this.#removePart();
  }

  /** A name that is not synced can be gone after a power loss, with a file that is whole. */
  async #keepName(): Promise<void> {
    try {
      await syncDirectory(dirname(this.#path));
    } catch (cause) {
      await rm(this.#path, { force: true });
      throw notWritten(this.#path, cause as Error);
    }
  }

  /** It may stay until the next backup of this name. */
  async #removePart(): Promise<void> {
    const part = partOf(this.#path);
    if (await this.#isOurs(part)) await rm(part, { force: true }).catch(() => {});
  }

  async #isOurs(path: string): Promise<boolean> {
    const found = await stat(path).catch(() => undefined);
    return found?.ino === this.#inode;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#sha256.update(bytes);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    if (this.#waitingBytes >= chunkBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const chunk = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#bytes += chunk.byteLength;
    await this.#file.appendFile(chunk).catch((cause: Error) => {
      throw notWritten(this.#path, cause);
    });
  }
}

/** Windows syncs names with their files, and opens no directory. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function notWritten(path: string, cause: Error): BackupError {
  return new BackupError(`${path} cannot be made: ${cause.message}`, { cause });
}

function partOf(path: string): string {
  return `${path}.part`;
}
