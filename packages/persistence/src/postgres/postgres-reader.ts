import { persistenceDefaults } from "../defaults.js";
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
  SnapshotRow,
} from "../engine/engine-rows.js";
import type { Connections } from "./connections.js";
import type { Statement } from "./pipeline.js";
import { queryBuilder, statementOf } from "./query-builder.js";

const idemColumns = `key, fp AS fingerprint, entity, seq, status, headers, body, checksum,
  expires_ms AS "expiresAtMs"`;

const outboxColumns = `id, tenant, target, target_genesis_seq AS "targetGenesisSeq",
  src AS source, src_seq AS "sourceSeq", src_index AS "sourceIndex", body, checksum,
  visible_ms AS "visibleAtMs", attempts`;

/** Reads, each as the tenant that it is for and in one round trip. */
export class PostgresReader {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    // A log whose ops were compacted away ends at its snapshot. An entity that lives has a head
    // even when its log is lost, so that the loss is not taken for absence.
    const text = `
      SELECT coalesce(log.seq, 0) AS seq,
        coalesce(log.hash, decode(repeat('00', 32), 'hex')) AS hash,
        coalesce(log.ts_ms, e.created_ms) AS "atMs", e.kind, e.genesis_seq AS "genesisSeq",
        e.created_ms AS "createdAtMs", e.deleted_ms AS "deletedAtMs",
        e.anchor_seq AS "anchorSeq", e.anchor_hash AS "anchorHash"
      FROM entity e LEFT JOIN (
        (SELECT seq, hash, ts_ms FROM op
          WHERE tenant = $1 AND entity = $2 ORDER BY seq DESC LIMIT 1)
        UNION ALL
        (SELECT seq, chain_hash, ts_ms FROM snapshot
          WHERE tenant = $1 AND entity = $2 ORDER BY seq DESC LIMIT 1)
      ) AS log ON TRUE
      WHERE e.tenant = $1 AND e.entity = $2
        AND (log.seq IS NOT NULL OR e.deleted_ms IS NULL)
      ORDER BY log.seq DESC NULLS LAST LIMIT 1`;
    const [row] = await this.#connections.read<HeadRow>(
      tenant,
      { text, values: [tenant, entity] },
      entity,
    );
    return row;
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    const text = `
      SELECT seq, op_id AS "opId", prev_hash AS "prevHash", hash, kind AS "opKind",
        engine_v AS "engineVersion", ts_ms AS "atMs", body
      FROM op WHERE tenant = $1 AND entity = $2 AND seq > $3 ORDER BY seq LIMIT $4`;
    const values = [tenant, entity, afterSeq, limit];
    return this.#connections.read<OpRow>(tenant, { text, values }, entity);
  }

  async readSnapshot(
    tenant: string,
    entity: string,
    beforeSeq: number,
  ): Promise<SnapshotRow | undefined> {
    const text = `
      SELECT seq, chain_hash AS "chainHash", engine_v AS "engineVersion", ts_ms AS "atMs",
        sha256, body
      FROM snapshot WHERE tenant = $1 AND entity = $2 AND seq < $3 ORDER BY seq DESC LIMIT 1`;
    const values = [tenant, entity, beforeSeq];
    const [row] = await this.#connections.read<SnapshotRow>(tenant, { text, values }, entity);
    return row;
  }

  async findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    const text = `SELECT ${idemColumns} FROM idem WHERE tenant = $1 AND key = $2`;
    const [row] = await this.#connections.read<IdemRow>(tenant, { text, values: [tenant, key] });
    return row;
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    const text = `
      SELECT ${idemColumns} FROM idem
      WHERE tenant = $1 AND entity = $2 AND coalesce(seq, 0) <= $3 AND key > $4
      ORDER BY key LIMIT $5`;
    const values = [tenant, entity, endSeq, afterKey, limit];
    return this.#connections.read<IdemRow>(tenant, { text, values }, entity);
  }

  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    const text = `
      SELECT ${idemColumns} FROM idem WHERE tenant = $1 AND key > $2 ORDER BY key LIMIT $3`;
    return this.#connections.read<IdemRow>(tenant, { text, values: [tenant, afterKey, limit] });
  }

  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    const text = `
      SELECT ${outboxColumns} FROM outbox WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`;
    const values = [tenant, afterId, limit];
    return this.#connections.read<ClaimedOutboxRow>(tenant, { text, values });
  }

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    const query = listEntitiesQuery(queryBuilder, tenant, request);
    return this.#connections.read(tenant, statementOf(query));
  }

  listTenants(after: string, limit: number): Promise<string[]> {
    return this.#tenantsOf(statementOf(listTenantsQuery(queryBuilder, after, limit)));
  }

  listRecordTenants(after: string, limit: number): Promise<string[]> {
    const text = recordTenantsSql("$1::text", "$2::int8");
    return this.#tenantsOf({ text, values: [after, limit] });
  }

  async #tenantsOf(statement: Statement): Promise<string[]> {
    const { postgresAnswerTimeoutMs } = persistenceDefaults;
    const [found] = await this.#connections.readAsCommitter([statement], postgresAnswerTimeoutMs);
    return (found?.rows ?? []).map(({ tenant }) => String(tenant));
  }

  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    const query = listLogsQuery(queryBuilder, tenant, after, limit);
    return this.#connections.read(tenant, statementOf(query));
  }

  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    return this.#connections.read(tenant, statementOf(countLiveQuery(queryBuilder, tenant)));
  }
}
