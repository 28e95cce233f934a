import { randomBytes } from "node:crypto";
import { genesisHash } from "../store/chain.js";
import type { CommitResult, CommitRow, IdempotentRecord } from "../store/commit-row.js";
import type { TenantStore } from "../store/store.js";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** An answer to keep under a key. */
export function idempotentRecord(overrides: Partial<IdempotentRecord> = {}): IdempotentRecord {
  return {
    key: "key-1",
    fingerprint: bytes("fingerprint"),
    status: 201,
    headers: { location: "/here" },
    body: bytes('{"ok":true}'),
    expiresAtMs: 9_000_000,
    ...overrides,
  };
}

/** Appends to one entity the way a host does: knowing where its log ends. */
export class LogWriter {
  readonly store: TenantStore;
  readonly entity: string;
  seq = 0;
  hash: Uint8Array = genesisHash();

  constructor(store: TenantStore, entity: string) {
    this.store = store;
    this.entity = entity;
  }

  /** The next row; the first one is a genesis. */
  row(body = "body", overrides: Partial<CommitRow> = {}): CommitRow {
    return {
      entity: this.entity,
      kind: "thing",
      expectedSeq: this.seq,
      prevHash: this.hash,
      opId: randomBytes(16),
      opKind: "test",
      engineVersion: 1,
      atMs: 1_000 + this.seq,
      body: bytes(body),
      ...(this.seq === 0 && { genesis: {} }),
      ...overrides,
    };
  }

  async append(body?: string, overrides?: Partial<CommitRow>): Promise<CommitResult> {
    const result = await this.store.commit([this.row(body, overrides)]);
    this.follow(result);
    return result;
  }

  /** Moves to where a won commit has left the log. */
  follow(result: CommitResult): void {
    if (result.outcome !== "won") return;
    const mine = result.rows.find(({ entity }) => entity === this.entity);
    if (mine === undefined) return;
    this.seq = mine.seq;
    this.hash = mine.hash;
  }
}
