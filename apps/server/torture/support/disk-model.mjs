const sectorBytes = 512;

/** Files as a disk holds them: what was synced, and the writes since, in order. */
export class DiskModel {
  #files = new Map();
  #random;

  constructor(random) {
    this.#random = random;
  }

  get unsyncedWrites() {
    return [...this.#files.values()].reduce((sum, { pending }) => sum + pending.length, 0);
  }

  take({ kind, file, ...change }) {
    if (kind === "unlink") {
      this.#files.delete(file);
      return;
    }
    const state = this.#files.get(file) ?? { bytes: Buffer.alloc(0), pending: [] };
    this.#files.set(file, state);
    if (kind !== "sync") state.pending.push({ kind, ...change });
    else {
      for (const pending of state.pending) state.bytes = applied(state.bytes, pending);
      state.pending = [];
    }
  }

  /**
   * The files after a power loss at this moment: of what was not synced, all, nothing, the
   * first so many writes, or any sectors of any of them.
   */
  image() {
    const random = this.#random;
    const how = random();
    return [...this.#files].map(([name, { bytes, pending }]) => {
      let result = Buffer.from(bytes);
      const first = Math.floor(random() * (pending.length + 1));
      for (const [index, change] of pending.entries()) {
        const isKept = how < 0.1 || (how >= 0.2 && how < 0.5 ? index < first : random() < 0.5);
        if (how >= 0.1 && how < 0.2) break;
        if (isKept) result = applied(result, change);
        else if (change.kind === "write") result = torn(result, change, random);
      }
      return [name, result];
    });
  }
}

function applied(bytes, { kind, size, offset, bytes: written }) {
  if (kind === "truncate") return sized(bytes, size);
  const result = sized(bytes, Math.max(bytes.length, offset + written.length));
  written.copy(result, offset);
  return result;
}

/** Any sectors of a write; the file is as long as if all had come, with zeros in their place. */
function torn(bytes, { offset, bytes: written }, random) {
  const result = sized(bytes, Math.max(bytes.length, offset + written.length));
  for (let at = 0; at < written.length; ) {
    const end = Math.min(written.length, at + sectorBytes - ((offset + at) % sectorBytes));
    if (random() < 0.5) written.copy(result, offset + at, at, end);
    at = end;
  }
  return result;
}

function sized(bytes, size) {
  if (bytes.length === size) return bytes;
  const result = Buffer.alloc(size);
  bytes.copy(result, 0, 0, Math.min(size, bytes.length));
  return result;
}
