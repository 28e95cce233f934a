import type { ClaimedOutboxRow, IdemRow, SnapshotRow } from "../engine/engine-rows.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import type { Connections } from "./connections.js";
import type { Statement, StatementResult } from "./pipeline.js";
import { translateError } from "./translate-error.js";

/** Whose clock says what is visible: tests with a clock of their own are callers. */
export type OutboxClock = "database" | "caller";

const databaseNowMs = "(extract(epoch FROM clock_timestamp()) * 1000)::int8";

/** Writes beside the log, each in one round trip. Relay and keys: as the committer. */
export class PostgresWriter {
  readonly #connections: Connections;
  readonly #outboxClock: OutboxClock;

  constructor(connections: Connections, outboxClock: OutboxClock) {
    this.#connections = connections;
    this.#outboxClock = outboxClock;
  }

  /** True when the key was free, or had expired, and is taken now. */
  async takeKey(tenant: string, row: IdemRow, nowMs: number): Promise<boolean> {
    const free = "DELETE FROM idem WHERE tenant = $1 AND key = $2 AND expires_ms <= $3";
    const take = `
      INSERT INTO idem
        (tenant, key, fp, entity, seq, status, headers, body, checksum, expires_ms)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT DO NOTHING
      RETURNING key`;
    const { key, fingerprint, entity, seq, status, headers, body, checksum, expiresAtMs } = row;
    const answer = [status, headers, body, checksum, expiresAtMs];
    const [, taken] = await this.#connections.writeAsCommitter([
      { text: free, values: [tenant, key, nowMs] },
      { text: take, values: [tenant, key, fingerprint, entity, seq, ...answer] },
    ]);
    return taken?.rows.length === 1;
  }

  async purgeIdem(nowMs: number, limit: number): Promise<number> {
    const text = `
      DELETE FROM idem WHERE (tenant, key) IN
        (SELECT tenant, key FROM idem WHERE expires_ms <= $1 LIMIT $2) AND expires_ms <= $1
      RETURNING key`;
    const { rows } = await this.#once({ text, values: [nowMs, limit] });
    return rows.length;
  }

  async saveSnapshot(
    tenant: string,
    entity: string,
    row: SnapshotRow,
    keep: number,
  ): Promise<void> {
    // The lock on the directory line makes a snapshot and the end of its entity wait for each
    // other: none is left behind.
    const insert = `
      INSERT INTO snapshot (tenant, entity, seq, chain_hash, engine_v, ts_ms, sha256, body)
      SELECT $1::text, $2::text, $3::int8, $4::bytea, $5::int8, $6::int8, $7::bytea, $8::bytea
      WHERE EXISTS (SELECT FROM op
          WHERE tenant = $1 AND entity = $2 AND seq = $3 AND hash = $4)
        AND EXISTS (SELECT FROM entity
          WHERE tenant = $1 AND entity = $2 AND deleted_ms IS NULL AND genesis_seq <= $3
          FOR SHARE)
      ON CONFLICT (tenant, entity, seq) DO UPDATE SET
        chain_hash = excluded.chain_hash, engine_v = excluded.engine_v, ts_ms = excluded.ts_ms,
        sha256 = excluded.sha256, body = excluded.body`;
    const prune = `
      DELETE FROM snapshot WHERE tenant = $1 AND entity = $2 AND seq NOT IN
        (SELECT seq FROM snapshot WHERE tenant = $1 AND entity = $2 ORDER BY seq DESC LIMIT $3)`;
    const { seq, chainHash, engineVersion, atMs, sha256, body } = row;
    const values = [tenant, entity, seq, chainHash, engineVersion, atMs, sha256, body];
    await this.#connections.writeAsTenant(
      tenant,
      [
        { text: insert, values },
        { text: prune, values: [tenant, entity, keep] },
      ],
      entity,
    );
  }

  async claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]> {
    const text = `
      WITH clock AS MATERIALIZED (SELECT coalesce($1::int8, ${databaseNowMs}) AS now_ms),
      due AS (
        SELECT id FROM outbox WHERE visible_ms <= (SELECT now_ms FROM clock)
        ORDER BY visible_ms, id LIMIT $3
        FOR UPDATE SKIP LOCKED
      )
      UPDATE outbox o SET visible_ms = (SELECT now_ms FROM clock) + $2::int8,
        attempts = o.attempts + 1
      FROM due WHERE o.id = due.id
      RETURNING o.id, o.tenant, o.target, o.target_genesis_seq AS "targetGenesisSeq",
        o.src AS source, o.src_seq AS "sourceSeq", o.src_index AS "sourceIndex", o.body,
        o.checksum, o.visible_ms AS "visibleAtMs", o.attempts`;
    const { rows } = await this.#once({ text, values: [this.#outboxNow(nowMs), leaseMs, limit] });
    // RETURNING promises no order.
    return ([...rows] as readonly unknown[] as ClaimedOutboxRow[]).sort((a, b) => a.id - b.id);
  }

  async deleteOutbox(id: number, attempts: number): Promise<void> {
    const text = "DELETE FROM outbox WHERE id = $1 AND attempts = $2";
    await this.#once({ text, values: [id, attempts] });
  }

  async releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void> {
    const text = `
      UPDATE outbox SET visible_ms = coalesce($3::int8, ${databaseNowMs}) + $4::int8
      WHERE id = $1 AND attempts = $2`;
    await this.#once({ text, values: [id, attempts, this.#outboxNow(nowMs), pauseMs] });
  }

  /** Writes for real, and takes it back: only then is it known that the database takes writes. */
  async probe(): Promise<void> {
    const transaction = await this.#connections.begin();
    try {
      await transaction.run([
        {
          text: `
            INSERT INTO outbox (tenant, target, target_genesis_seq, src, src_seq, src_index,
              visible_ms, checksum, body)
            VALUES ('probe', 'probe', 0, 'probe', 0, 0, 0, '', '')`,
        },
      ]);
    } catch (error) {
      throw translateError(error);
    } finally {
      await transaction.rollback();
    }
  }

  /** `null` stands for the clock of the database. */
  #outboxNow(nowMs: number): number | null {
    return this.#outboxClock === "database" ? null : nowMs;
  }

  /** A write that need not be repeated: whether it was made shows by itself. */
  async #once(statement: Statement): Promise<StatementResult> {
    try {
      const [result] = await this.#connections.writeAsCommitter([statement]);
      return result ?? { rows: [], tag: "" };
    } catch (error) {
      throw error instanceof IndeterminateError ? error.cause : error;
    }
  }
}
