import type Database from "better-sqlite3";
import type {
  ClaimedOutboxRow,
  CommitSetResult,
  CommitSetRow,
  IdemRow,
  OpRow,
  OutboxRow,
  SaveIdemResult,
  SnapshotRow,
} from "../engine/engine-rows.js";
import { allRows, queryBuilder, runStatement } from "./query-builder.js";
import type { SqliteReader } from "./sqlite-reader.js";
import { Undo } from "./undo.js";

type Columns = Record<string, unknown>;

/**
 * Writes of one connection. Each method runs inside a savepoint of its own and undoes it by
 * throwing: {@link Undo} for an outcome, anything else for an error. What every commit runs is
 * prepared once, as plain SQL; the rest is built by kysely.
 */
export class SqliteWriter {
  readonly #db: Database.Database;
  readonly #reader: SqliteReader;
  readonly #insertOp: Database.Statement<[Columns]>;
  readonly #opIdAt: Database.Statement<[string, string, number], Uint8Array>;
  readonly #insertIdem: Database.Statement<[Columns]>;
  readonly #insertOutbox: Database.Statement<[Columns]>;
  readonly #insertSnapshot: Database.Statement<[Columns]>;

  constructor(db: Database.Database, reader: SqliteReader) {
    this.#db = db;
    this.#reader = reader;
    this.#insertOp = db.prepare(`
      INSERT INTO op (tenant, entity, seq, op_id, prev_hash, hash, kind, engine_v, ts_ms, body)
      SELECT @tenant, @entity, @seq, @opId, @prevHash, @hash, @opKind, @engineVersion, @atMs, @body
      WHERE @seq = 1
        OR EXISTS (SELECT 1 FROM op
          WHERE tenant = @tenant AND entity = @entity AND seq = @seq - 1 AND hash = @prevHash)
        OR EXISTS (SELECT 1 FROM snapshot
          WHERE tenant = @tenant AND entity = @entity AND seq = @seq - 1 AND chain_hash = @prevHash)
      ON CONFLICT DO NOTHING`);
    this.#opIdAt = db
      .prepare<[string, string, number], Uint8Array>(
        "SELECT op_id FROM op WHERE tenant = ? AND entity = ? AND seq = ?",
      )
      .pluck();
    this.#insertIdem = db.prepare(`
      INSERT INTO idem
        (tenant, key, fp, entity, seq, status, headers, body, checksum, expires_ms)
      VALUES (@tenant, @key, @fingerprint, @entity, @seq, @status, @headers, @body, @checksum,
        @expiresAtMs)
      ON CONFLICT (tenant, key) DO UPDATE SET
        fp = excluded.fp, entity = excluded.entity, seq = excluded.seq, status = excluded.status,
        headers = excluded.headers, body = excluded.body, checksum = excluded.checksum,
        expires_ms = excluded.expires_ms
      WHERE idem.expires_ms <= @nowMs`);
    this.#insertOutbox = db.prepare(`
      INSERT INTO outbox (tenant, target, target_genesis_seq, src, src_seq, src_index, body,
        checksum, visible_ms)
      VALUES (@tenant, @target, @targetGenesisSeq, @source, @sourceSeq, @sourceIndex, @body,
        @checksum, @visibleAtMs)`);
    this.#insertSnapshot = db.prepare(`
      INSERT INTO snapshot (tenant, entity, seq, chain_hash, engine_v, ts_ms, sha256, body)
      SELECT @tenant, @entity, @seq, @chainHash, @engineVersion, @atMs, @sha256, @body
      WHERE EXISTS (SELECT 1 FROM op
        WHERE tenant = @tenant AND entity = @entity AND seq = @seq AND hash = @chainHash)
      AND EXISTS (SELECT 1 FROM entity
        WHERE tenant = @tenant AND entity = @entity AND deleted_ms IS NULL
          AND genesis_seq <= @seq)
      ON CONFLICT (tenant, entity, seq) DO UPDATE SET
        chain_hash = excluded.chain_hash, engine_v = excluded.engine_v, ts_ms = excluded.ts_ms,
        sha256 = excluded.sha256, body = excluded.body`);
  }

  commit(tenant: string, rows: readonly CommitSetRow[], nowMs: number): CommitSetResult {
    const [first] = rows;
    if (first !== undefined && this.#isCommitted(tenant, first)) return { outcome: "won" };
    for (const { idem } of rows) {
      if (idem !== null) this.#takeKey(tenant, idem, nowMs);
    }
    for (const row of rows) {
      if (this.#appendOp(tenant, row.entity, row.op) === 0) {
        throw new Undo({ outcome: "lost", entity: row.entity } satisfies CommitSetResult);
      }
      if (row.genesis !== null) this.#beginEntity(tenant, row, row.genesis.meta);
      if (row.tombstone) this.#endEntity(tenant, row);
      for (const message of row.outbox) this.#insertOutbox.run(outboxColumns(tenant, message));
    }
    return { outcome: "won" };
  }

  saveIdem(tenant: string, row: IdemRow, nowMs: number): SaveIdemResult {
    this.#takeKey(tenant, row, nowMs);
    return { outcome: "saved" };
  }

  purgeIdem(nowMs: number, limit: number): number {
    const expired = queryBuilder
      .selectFrom("idem")
      .select(["tenant", "key"])
      .where("expires_ms", "<=", nowMs)
      .limit(limit);
    const query = queryBuilder
      .deleteFrom("idem")
      .where(({ eb, refTuple }) =>
        eb(refTuple("tenant", "key"), "in", expired.$asTuple("tenant", "key")),
      );
    return runStatement(this.#db, query);
  }

  saveSnapshot(tenant: string, entity: string, row: SnapshotRow, keep: number): void {
    if (this.#insertSnapshot.run({ tenant, entity, ...row }).changes === 0) return;
    const newest = queryBuilder
      .selectFrom("snapshot")
      .select("seq")
      .where("tenant", "=", tenant)
      .where("entity", "=", entity)
      .orderBy("seq", "desc")
      .limit(keep);
    const query = queryBuilder
      .deleteFrom("snapshot")
      .where("tenant", "=", tenant)
      .where("entity", "=", entity)
      .where("seq", "not in", newest);
    runStatement(this.#db, query);
  }

  claimOutbox(nowMs: number, leaseMs: number, limit: number): ClaimedOutboxRow[] {
    const visible = queryBuilder
      .selectFrom("outbox")
      .select("id")
      .where("visible_ms", "<=", nowMs)
      .orderBy("visible_ms")
      .orderBy("id")
      .limit(limit);
    const query = queryBuilder
      .updateTable("outbox")
      .set(({ eb }) => ({ visible_ms: nowMs + leaseMs, attempts: eb("attempts", "+", 1) }))
      .where("id", "in", visible)
      .returning([
        "id",
        "tenant",
        "target",
        "target_genesis_seq as targetGenesisSeq",
        "src as source",
        "src_seq as sourceSeq",
        "src_index as sourceIndex",
        "body",
        "checksum",
        "visible_ms as visibleAtMs",
        "attempts",
      ]);
    // RETURNING promises no order.
    return allRows(this.#db, query).sort((a, b) => a.id - b.id);
  }

  deleteOutbox(id: number, attempts: number): void {
    runStatement(
      this.#db,
      queryBuilder.deleteFrom("outbox").where("id", "=", id).where("attempts", "=", attempts),
    );
  }

  releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): void {
    runStatement(
      this.#db,
      queryBuilder
        .updateTable("outbox")
        .set({ visible_ms: nowMs + pauseMs })
        .where("id", "=", id)
        .where("attempts", "=", attempts),
    );
  }

  /** Writes for real, and takes it back: only then is it known that the database takes writes. */
  probe(): void {
    this.#insertOutbox.run({
      tenant: "probe",
      target: "probe",
      targetGenesisSeq: 0,
      source: "probe",
      sourceSeq: 0,
      sourceIndex: 0,
      body: new Uint8Array(0),
      checksum: new Uint8Array(0),
      visibleAtMs: 0,
    });
    throw new Undo(undefined);
  }

  /** The unknown-result rule: our op in its place means that an earlier attempt was made. */
  #isCommitted(tenant: string, { entity, op }: CommitSetRow): boolean {
    const stored = this.#opIdAt.get(tenant, entity, op.seq);
    return stored !== undefined && Buffer.compare(stored, op.opId) === 0;
  }

  #appendOp(tenant: string, entity: string, op: OpRow): number {
    return this.#insertOp.run({ tenant, entity, ...op }).changes;
  }

  #takeKey(tenant: string, row: IdemRow, nowMs: number): void {
    if (this.#insertIdem.run({ tenant, nowMs, ...row }).changes > 0) return;
    const idem = this.#reader.findIdem(tenant, row.key);
    throw new Undo({ outcome: "replayed", idem });
  }

  #beginEntity(tenant: string, { entity, kind, op }: CommitSetRow, meta: Uint8Array | null): void {
    const values = {
      kind,
      genesis_seq: op.seq,
      created_ms: op.atMs,
      deleted_ms: null,
      meta,
    };
    const query = queryBuilder
      .insertInto("entity")
      .values({ tenant, entity, ...values })
      .onConflict((conflict) =>
        conflict
          .columns(["tenant", "entity"])
          .doUpdateSet(values)
          .where("entity.deleted_ms", "is not", null),
      );
    if (runStatement(this.#db, query) > 0) return;
    throw new TypeError(`genesis of ${JSON.stringify(entity)}, which lives`);
  }

  #endEntity(tenant: string, { entity, op }: CommitSetRow): void {
    const query = queryBuilder
      .updateTable("entity")
      .set({ deleted_ms: op.atMs, meta: null })
      .where("tenant", "=", tenant)
      .where("entity", "=", entity)
      .where("deleted_ms", "is", null);
    if (runStatement(this.#db, query) === 0) {
      throw new TypeError(`tombstone of ${JSON.stringify(entity)}, which does not live`);
    }
    // A state that nobody may read any more: the tombstone alone anchors what may come after.
    runStatement(
      this.#db,
      queryBuilder.deleteFrom("snapshot").where("tenant", "=", tenant).where("entity", "=", entity),
    );
  }
}

function outboxColumns(tenant: string, row: OutboxRow): Columns {
  return { tenant, ...row };
}
