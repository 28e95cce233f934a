import type { Compilable, Kysely } from "kysely";
import type { DirectoryRequest, DirectoryRow, LogRow } from "./engine-rows.js";
import type { Schema } from "./schema.js";

/** One page of a tenant's directory. */
export function listEntitiesQuery(
  db: Kysely<Schema>,
  tenant: string,
  request: DirectoryRequest,
): Compilable<DirectoryRow> {
  const { kind, limit, after, includeDeleted } = request;
  let query = db
    .selectFrom("entity")
    .select([
      "entity",
      "kind",
      "genesis_seq as genesisSeq",
      "created_ms as createdAtMs",
      "deleted_ms as deletedAtMs",
      "meta",
    ])
    .where("tenant", "=", tenant)
    .where("kind", "=", kind)
    .orderBy("created_ms")
    .orderBy("entity")
    .limit(limit);
  if (!includeDeleted) query = query.where("deleted_ms", "is", null);
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_ms", "entity"), ">", tuple(after.createdAtMs, after.entity)),
    );
  }
  return query;
}

/** How many entities of a tenant live, by kind. */
export function countLiveQuery(
  db: Kysely<Schema>,
  tenant: string,
): Compilable<{ kind: string; count: number }> {
  return db
    .selectFrom("entity")
    .select(({ fn }) => ["kind", fn.countAll<number>().as("count")])
    .where("tenant", "=", tenant)
    .where("deleted_ms", "is", null)
    .groupBy("kind");
}

/** One page of the tenants that have entities. */
export function listTenantsQuery(
  db: Kysely<Schema>,
  after: string,
  limit: number,
): Compilable<{ tenant: string }> {
  return db
    .selectFrom("entity")
    .select("tenant")
    .distinct()
    .where("tenant", ">", after)
    .orderBy("tenant")
    .limit(limit);
}

/** One page of a tenant's entities, ended ones too. */
export function listLogsQuery(
  db: Kysely<Schema>,
  tenant: string,
  after: string,
  limit: number,
): Compilable<LogRow> {
  return db
    .selectFrom("entity")
    .select(["entity", "kind", "deleted_ms as deletedAtMs"])
    .where("tenant", "=", tenant)
    .where("entity", ">", after)
    .orderBy("entity")
    .limit(limit);
}

/**
 * One page of the tenants that have kept answers or outbox rows, for placeholders of the caller's
 * dialect. There may be millions of answers of a few tenants: the index leads from one tenant to
 * the next.
 */
export function recordTenantsSql(after: string, limit: string): string {
  return `
    WITH RECURSIVE answered(tenant, place) AS (
      SELECT min(tenant), 1 FROM idem WHERE tenant > ${after}
      UNION ALL
      SELECT (SELECT min(i.tenant) FROM idem i WHERE i.tenant > answered.tenant), place + 1
      FROM answered WHERE answered.tenant IS NOT NULL AND place < ${limit}
    )
    SELECT tenant FROM answered WHERE tenant IS NOT NULL
    UNION
    SELECT tenant FROM outbox WHERE tenant > ${after}
    ORDER BY tenant LIMIT ${limit}`;
}
