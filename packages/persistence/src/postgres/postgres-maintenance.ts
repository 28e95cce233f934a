import { arrivalAheadMaxUs } from "../engine/arrival-ahead.js";
import type {
  AnchorRow,
  IdemRow,
  OutboxOrigin,
  RateRequest,
  RateRow,
  StatusRow,
} from "../engine/engine-rows.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import type { ErasedRows } from "../engine/storage-engine.js";
import type { Connections } from "./connections.js";
import type { Statement, StatementResult } from "./pipeline.js";

/** Counting every row of a large database takes minutes. */
const statusTimeoutMs = 600_000;

/** Writes that serve the operator, and the rates. */
export class PostgresMaintenance {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async truncateLog(
    tenant: string,
    entity: string,
    { seq, hash }: AnchorRow,
    limit: number,
  ): Promise<number> {
    const move = `
      UPDATE entity SET anchor_seq = $3, anchor_hash = $4
      WHERE tenant = $1 AND entity = $2 AND coalesce(anchor_seq, 0) <= $3
        AND EXISTS (SELECT FROM op WHERE tenant = $1 AND entity = $2
          AND seq = $3::int8 + 1 AND prev_hash = $4)
        AND (deleted_ms IS NOT NULL OR genesis_seq > $3::int8 + 1
          OR EXISTS (SELECT FROM snapshot WHERE tenant = $1 AND entity = $2
              AND seq = $3 AND chain_hash = $4)
            AND EXISTS (SELECT FROM snapshot WHERE tenant = $1 AND entity = $2 AND seq > $3))`;
    // Only where the log begins after the anchor already: when the first statement moved nothing,
    // this one finds nothing to delete.
    const drop = `
      DELETE FROM op WHERE tenant = $1 AND entity = $2 AND seq IN
        (SELECT seq FROM op WHERE tenant = $1 AND entity = $2 AND seq <= $3
          AND $3 <= (SELECT anchor_seq FROM entity WHERE tenant = $1 AND entity = $2)
          ORDER BY seq LIMIT $4)
      RETURNING seq`;
    const [, dropped] = await this.#asTenant(
      tenant,
      [
        { text: move, values: [tenant, entity, seq, hash] },
        { text: drop, values: [tenant, entity, seq, limit] },
      ],
      entity,
    );
    return dropped?.rows.length ?? 0;
  }

  async eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows> {
    const values = [tenant, entity, endSeq];
    const snapshots = `
      DELETE FROM snapshot WHERE tenant = $1 AND entity = $2 AND seq <= $3 RETURNING seq`;
    const events = `
      DELETE FROM outbox WHERE tenant = $1
        AND (src = $2 AND src_seq < $3 OR target = $2 AND target_genesis_seq <= $3)
      RETURNING id`;
    const statements = [snapshots, events].map((text) => ({ text, values }));
    const results = await this.#asTenant(tenant, statements, entity);
    const [snapshotRows, eventRows] = results.map(({ rows }) => rows.length);
    return { snapshots: snapshotRows ?? 0, outboxRows: eventRows ?? 0 };
  }

  async replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void> {
    const text = `
      UPDATE idem SET status = $1, headers = $2, body = $3, checksum = $4
      WHERE tenant = $5 AND key = $6 AND entity = $7 AND fp = $8`;
    const statements = rows.map((row): Statement => {
      const { status, headers, body, checksum, key, entity, fingerprint } = row;
      return {
        text,
        values: [status, headers, body, checksum, tenant, key, entity, fingerprint],
      };
    });
    await this.#asTenant(tenant, statements);
  }

  async deleteIdem(tenant: string, row: IdemRow): Promise<void> {
    const { key, fingerprint, headers, body, checksum } = row;
    const text = `
      DELETE FROM idem WHERE tenant = $1 AND key = $2 AND fp = $3
        AND headers = $4 AND body = $5 AND checksum = $6`;
    const values = [tenant, key, fingerprint, headers, body, checksum];
    await this.#asTenant(tenant, [{ text, values }]);
  }

  /** Counts keys, which is all that the committer may see; large tables take their time. */
  async status(nowMs: number): Promise<StatusRow> {
    const counts = `
      SELECT (SELECT count(tenant) FROM op) AS ops,
        (SELECT count(tenant) FROM snapshot) AS snapshots,
        (SELECT count(tenant) FROM entity) AS entities,
        (SELECT count(tenant) FROM idem) AS "idempotencyRows",
        (SELECT count(tenant) FROM idem WHERE expires_ms <= $1) AS "idempotencyRowsExpired",
        (SELECT count(tenant) FROM outbox) AS "outboxRows",
        pg_database_size(current_database()) AS bytes`;
    const oldest = `
      SELECT tenant, src AS source, src_seq AS "sourceSeq", attempts
      FROM outbox ORDER BY id LIMIT 1`;
    const sizes = `
      SELECT name AS table, coalesce(
          (SELECT sum(pg_total_relation_size(relid))::int8 FROM pg_partition_tree(name::regclass)),
          pg_total_relation_size(name::regclass)) AS bytes
      FROM unnest(ARRAY['entity', 'idem', 'op', 'outbox', 'rate', 'snapshot', 'worker']) AS name`;
    const patient = { text: "SELECT set_config('statement_timeout', '0', true)" };
    const statements = [
      patient,
      { text: counts, values: [nowMs] },
      { text: oldest },
      { text: sizes },
    ];
    const results = await this.#connections.readAsCommitter(statements, statusTimeoutMs);
    const [, counted, first, sized] = results;
    return {
      ...onlyRow<Omit<StatusRow, "oldestOutbox" | "tableBytes">>(counted),
      oldestOutbox: onlyRow<OutboxOrigin | undefined>(first) ?? null,
      tableBytes: (sized?.rows ?? []) as readonly unknown[] as StatusRow["tableBytes"],
    };
  }

  async reserveRate(tenant: string, request: RateRequest): Promise<RateRow> {
    const { policy, incrementUs, burstUs } = request;
    // The time of the transaction, one and the same wherever it stands in the statement.
    const text = `
      WITH clock AS MATERIALIZED (SELECT (extract(epoch FROM now()) * 1000000)::int8 AS now_us),
      changed AS (
        INSERT INTO rate (tenant, policy, tat_us)
        SELECT $1, $2, now_us + $3::int8 FROM clock
        ON CONFLICT (tenant, policy) DO UPDATE
          SET tat_us = CASE
            WHEN rate.tat_us > (SELECT now_us FROM clock) + $5::int8
              THEN (SELECT now_us FROM clock) + $4::int8 + 1
            ELSE greatest(rate.tat_us, (SELECT now_us FROM clock)) + $3::int8 END
          WHERE greatest(rate.tat_us, (SELECT now_us FROM clock)) + $3::int8
              <= (SELECT now_us FROM clock) + $4::int8
            OR rate.tat_us > (SELECT now_us FROM clock) + $5::int8
        RETURNING tat_us
      )
      SELECT now_us AS "nowUs",
        coalesce((SELECT tat_us FROM changed) <= now_us + $4::int8, false) AS granted,
        coalesce((SELECT tat_us FROM changed),
          (SELECT tat_us FROM rate WHERE tenant = $1 AND policy = $2), now_us) AS "tatUs"
      FROM clock`;
    const values = [tenant, policy, incrementUs, burstUs, burstUs + arrivalAheadMaxUs];
    const [result] = await this.#settled(this.#connections.writeAsCommitter([{ text, values }]));
    return onlyRow<RateRow>(result);
  }

  #asTenant(
    tenant: string,
    statements: readonly Statement[],
    entity?: string,
  ): Promise<StatementResult[]> {
    return this.#settled(this.#connections.writeAsTenant(tenant, statements, entity));
  }

  /** All of these may be asked for again, so that doubt about one is a failure like any other. */
  async #settled<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      throw error instanceof IndeterminateError ? error.cause : error;
    }
  }
}

function onlyRow<Row>(result: StatementResult | undefined): Row {
  const row: unknown = result?.rows[0];
  return row as Row;
}
