import type Database from "better-sqlite3";
import {
  countLiveQuery,
  listEntitiesQuery,
  listLogsQuery,
  listTenantsQuery,
  recordTenantsSql,
} from "../engine/directory-queries.js";
import type {
  ClaimedOutboxRow,
  DirectoryRequest,
  DirectoryRow,
  HeadRow,
  IdemRow,
  LogRow,
  OpRow,
  OutboxOrigin,
  SnapshotRow,
  StatusRow,
} from "../engine/engine-rows.js";
import { allRows, queryBuilder } from "./query-builder.js";

const opColumns =
  "seq, op_id AS opId, prev_hash AS prevHash, hash, kind AS opKind, engine_v AS engineVersion, " +
  "ts_ms AS atMs, body";

type Counts = Omit<StatusRow, "oldestOutbox" | "tableBytes">;

const noRows: Counts = {
  ops: 0,
  snapshots: 0,
  entities: 0,
  idempotencyRows: 0,
  idempotencyRowsExpired: 0,
  outboxRows: 0,
  bytes: 0,
};

const idemColumns =
  "key, fp AS fingerprint, entity, seq, status, headers, body, checksum, " +
  "expires_ms AS expiresAtMs";

const outboxColumns =
  "id, tenant, target, target_genesis_seq AS targetGenesisSeq, src AS source, " +
  "src_seq AS sourceSeq, src_index AS sourceIndex, body, checksum, visible_ms AS visibleAtMs, " +
  "attempts";

/** Reads of one connection. The ones that every request makes are prepared once, as plain SQL. */
export class SqliteReader {
  readonly #db: Database.Database;
  readonly #head: Database.Statement<[Record<string, unknown>], HeadRow>;
  readonly #ops: Database.Statement<[string, string, number, number], OpRow>;
  readonly #snapshot: Database.Statement<[string, string, number], SnapshotRow>;
  readonly #idem: Database.Statement<[string, string], IdemRow>;

  constructor(db: Database.Database) {
    this.#db = db;
    // A log whose ops were compacted away ends at its snapshot. An entity that lives has a head
    // even when its log is lost, so that the loss is not taken for absence.
    this.#head = db.prepare(`
      SELECT coalesce(seq, 0) AS seq, coalesce(hash, zeroblob(32)) AS hash,
             coalesce(ts_ms, created_ms) AS atMs, entity.kind, genesis_seq AS genesisSeq,
             created_ms AS createdAtMs, deleted_ms AS deletedAtMs,
             anchor_seq AS anchorSeq, anchor_hash AS anchorHash
      FROM entity LEFT JOIN (
        SELECT * FROM (SELECT seq, hash, ts_ms FROM op
          WHERE tenant = @tenant AND entity = @entity ORDER BY seq DESC LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT seq, chain_hash, ts_ms FROM snapshot
          WHERE tenant = @tenant AND entity = @entity ORDER BY seq DESC LIMIT 1)
      ) AS log ON TRUE
      WHERE entity.tenant = @tenant AND entity.entity = @entity
        AND (log.seq IS NOT NULL OR deleted_ms IS NULL)
      ORDER BY log.seq DESC LIMIT 1`);
    this.#ops = db.prepare(
      `SELECT ${opColumns} FROM op
      WHERE tenant = ? AND entity = ? AND seq > ? ORDER BY seq LIMIT ?`,
    );
    this.#snapshot = db.prepare(`
      SELECT seq, chain_hash AS chainHash, engine_v AS engineVersion, ts_ms AS atMs, sha256, body
      FROM snapshot WHERE tenant = ? AND entity = ? AND seq < ? ORDER BY seq DESC LIMIT 1`);
    this.#idem = db.prepare(`SELECT ${idemColumns} FROM idem WHERE tenant = ? AND key = ?`);
  }

  head(tenant: string, entity: string): HeadRow | undefined {
    return this.#head.get({ tenant, entity });
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): OpRow[] {
    return this.#ops.all(tenant, entity, afterSeq, limit);
  }

  readSnapshot(tenant: string, entity: string, beforeSeq: number): SnapshotRow | undefined {
    return this.#snapshot.get(tenant, entity, beforeSeq);
  }

  findIdem(tenant: string, key: string): IdemRow | undefined {
    return this.#idem.get(tenant, key);
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): IdemRow[] {
    return this.#db
      .prepare<unknown[], IdemRow>(`
        SELECT ${idemColumns} FROM idem
        WHERE tenant = ? AND entity = ? AND coalesce(seq, 0) <= ? AND key > ?
        ORDER BY key LIMIT ?`)
      .all(tenant, entity, endSeq, afterKey, limit);
  }

  readIdem(tenant: string, afterKey: string, limit: number): IdemRow[] {
    return this.#db
      .prepare<unknown[], IdemRow>(
        `SELECT ${idemColumns} FROM idem WHERE tenant = ? AND key > ? ORDER BY key LIMIT ?`,
      )
      .all(tenant, afterKey, limit);
  }

  readOutbox(tenant: string, afterId: number, limit: number): ClaimedOutboxRow[] {
    return this.#db
      .prepare<unknown[], ClaimedOutboxRow>(
        `SELECT ${outboxColumns} FROM outbox WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(tenant, afterId, limit);
  }

  status(nowMs: number): StatusRow {
    const counts = this.#db
      .prepare<[number], Counts>(`
        SELECT (SELECT count(*) FROM op) AS ops, (SELECT count(*) FROM snapshot) AS snapshots,
          (SELECT count(*) FROM entity) AS entities, (SELECT count(*) FROM idem) AS idempotencyRows,
          (SELECT count(*) FROM idem WHERE expires_ms <= ?) AS idempotencyRowsExpired,
          (SELECT count(*) FROM outbox) AS outboxRows, page_count * page_size AS bytes
        FROM pragma_page_count, pragma_page_size`)
      .get(nowMs);
    const oldestOutbox = this.#db
      .prepare<[], OutboxOrigin>(`
        SELECT tenant, src AS source, src_seq AS sourceSeq, attempts
        FROM outbox ORDER BY id LIMIT 1`)
      .get();
    const tableBytes = this.#db
      .prepare<[], { table: string; bytes: number }>(`
        SELECT tbl_name AS "table", sum(pgsize) AS bytes
        FROM dbstat JOIN sqlite_schema USING (name)
        WHERE aggregate = TRUE AND tbl_name NOT LIKE 'kysely%' AND tbl_name NOT LIKE 'sqlite%'
        GROUP BY tbl_name ORDER BY tbl_name`)
      .all();
    return { ...(counts ?? noRows), oldestOutbox: oldestOutbox ?? null, tableBytes };
  }

  listTenants(after: string, limit: number): string[] {
    const rows = allRows(this.#db, listTenantsQuery(queryBuilder, after, limit));
    return rows.map(({ tenant }) => tenant);
  }

  listRecordTenants(after: string, limit: number): string[] {
    return this.#db
      .prepare<[Record<string, unknown>], string>(recordTenantsSql("@after", "@limit"))
      .pluck()
      .all({ after, limit });
  }

  listLogs(tenant: string, after: string, limit: number): LogRow[] {
    return allRows(this.#db, listLogsQuery(queryBuilder, tenant, after, limit));
  }

  listEntities(tenant: string, request: DirectoryRequest): DirectoryRow[] {
    return allRows(this.#db, listEntitiesQuery(queryBuilder, tenant, request));
  }

  countLiveEntities(tenant: string): { kind: string; count: number }[] {
    return allRows(this.#db, countLiveQuery(queryBuilder, tenant));
  }
}
