import type Database from "better-sqlite3";
import { arrivalAheadMaxUs } from "../engine/arrival-ahead.js";
import type { AnchorRow, IdemRow, RateRequest, RateRow } from "../engine/engine-rows.js";
import type { ErasedRows } from "../engine/storage-engine.js";

/** Writes of one connection that serve the operator, and the rates; see {@link StorageEngine}. */
export class SqliteMaintenance {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  truncateLog(tenant: string, entity: string, anchor: AnchorRow, limit: number): number {
    const place = { tenant, entity, seq: anchor.seq, hash: anchor.hash };
    const moved = this.#db
      .prepare(`
        UPDATE entity SET anchor_seq = @seq, anchor_hash = @hash
        WHERE tenant = @tenant AND entity = @entity AND coalesce(anchor_seq, 0) <= @seq
          AND EXISTS (SELECT 1 FROM op WHERE tenant = @tenant AND entity = @entity
            AND seq = @seq + 1 AND prev_hash = @hash)
          AND (deleted_ms IS NOT NULL OR genesis_seq > @seq + 1
            OR EXISTS (SELECT 1 FROM snapshot WHERE tenant = @tenant AND entity = @entity
                AND seq = @seq AND chain_hash = @hash)
              AND EXISTS (SELECT 1 FROM snapshot
                WHERE tenant = @tenant AND entity = @entity AND seq > @seq))`)
      .run(place).changes;
    if (moved === 0) return 0;
    return this.#db
      .prepare(`
        DELETE FROM op WHERE tenant = @tenant AND entity = @entity AND seq IN
          (SELECT seq FROM op WHERE tenant = @tenant AND entity = @entity AND seq <= @seq
            ORDER BY seq LIMIT @limit)`)
      .run({ tenant, entity, seq: anchor.seq, limit }).changes;
  }

  eraseRows(tenant: string, entity: string, endSeq: number): ErasedRows {
    const of = { tenant, entity, endSeq };
    const snapshots = this.#db
      .prepare(
        "DELETE FROM snapshot WHERE tenant = @tenant AND entity = @entity AND seq <= @endSeq",
      )
      .run(of).changes;
    const outboxRows = this.#db
      .prepare(`
        DELETE FROM outbox WHERE tenant = @tenant
          AND (src = @entity AND src_seq < @endSeq
            OR target = @entity AND target_genesis_seq <= @endSeq)`)
      .run(of).changes;
    return { snapshots, outboxRows };
  }

  replaceIdem(tenant: string, rows: readonly IdemRow[]): void {
    const update = this.#db.prepare(`
      UPDATE idem SET status = @status, headers = @headers, body = @body, checksum = @checksum
      WHERE tenant = @tenant AND key = @key AND entity = @entity AND fp = @fingerprint`);
    for (const { key, entity, fingerprint, status, headers, body, checksum } of rows) {
      update.run({ tenant, key, entity, fingerprint, status, headers, body, checksum });
    }
  }

  deleteIdem(tenant: string, { key, fingerprint, headers, body, checksum }: IdemRow): void {
    this.#db
      .prepare(`
        DELETE FROM idem WHERE tenant = @tenant AND key = @key AND fp = @fingerprint
          AND headers = @headers AND body = @body AND checksum = @checksum`)
      .run({ tenant, key, fingerprint, headers, body, checksum });
  }

  reserveRate(tenant: string, request: RateRequest): RateRow {
    const { nowUs } = request;
    const changed = this.#db
      .prepare<[Record<string, unknown>], { tatUs: number }>(`
        INSERT INTO rate (tenant, policy, tat_us) VALUES (@tenant, @policy, @nowUs + @incrementUs)
        ON CONFLICT (tenant, policy) DO UPDATE
          SET tat_us = CASE WHEN rate.tat_us > @latestUs THEN @nowUs + @burstUs + 1
            ELSE max(rate.tat_us, @nowUs) + @incrementUs END
          WHERE max(rate.tat_us, @nowUs) + @incrementUs <= @nowUs + @burstUs
            OR rate.tat_us > @latestUs
        RETURNING tat_us AS tatUs`)
      .get({ tenant, ...request, latestUs: nowUs + request.burstUs + arrivalAheadMaxUs });
    if (changed !== undefined) {
      return { granted: changed.tatUs <= nowUs + request.burstUs, nowUs, ...changed };
    }
    const held = this.#db
      .prepare<[string, string], number>("SELECT tat_us FROM rate WHERE tenant = ? AND policy = ?")
      .pluck()
      .get(tenant, request.policy);
    return { granted: false, tatUs: held ?? nowUs, nowUs };
  }
}
