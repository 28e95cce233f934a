import { type Kysely, sql } from "kysely";
import { roles, tenantSetting } from "../../postgres/prelude.js";

const tenant = sql.id(roles.tenant);
const committer = sql.id(roles.committer);

/** Tables whose rows belong to a tenant. */
const tenantTables = ["op", "snapshot", "entity", "idem", "outbox"] as const;

/**
 * Makes the two roles, unless another database of the server has them, and lets the login that
 * migrates take them on. Roles are the server's, so databases share them; rights are not shared.
 */
export async function createRoles(db: Kysely<unknown>): Promise<void> {
  for (const role of Object.values(roles)) {
    // Two databases that are made at once may both find the role missing.
    await sql`
      DO ${sql.lit(`BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
          CREATE ROLE ${role} NOLOGIN;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END`)}`.execute(db);
    // From version 16 on, who makes a role is a member that may not take it on.
    await sql`
      DO ${sql.lit(`BEGIN
        IF NOT pg_has_role(current_user, '${role}',
          CASE WHEN current_setting('server_version_num')::int >= 160000
            THEN 'SET' ELSE 'MEMBER' END) THEN
          GRANT ${role} TO CURRENT_USER;
        END IF;
      END`)}`.execute(db);
  }
}

/**
 * The second wall behind the tenant column of every statement. The tenant's role sees and deletes
 * rows of the tenant that the transaction names, and no row when it names none. The committer's
 * writes for every tenant and reads keys and hashes, but of bodies only those of the outbox,
 * which it delivers.
 */
export async function grantRoles(db: Kysely<unknown>): Promise<void> {
  const schema = await sql<{ name: string }>`SELECT current_schema() AS name`.execute(db);
  const name = sql.id(schema.rows[0]?.name ?? "public");
  await sql`GRANT USAGE ON SCHEMA ${name} TO ${tenant}, ${committer}`.execute(db);
  await sql`
    GRANT SELECT ON kysely_migration, kysely_migration_lock TO ${tenant}, ${committer}`.execute(db);
  await grantTenant(db);
  await grantCommitter(db);
  for (const table of tenantTables) await secure(db, table);
}

async function grantTenant(db: Kysely<unknown>): Promise<void> {
  await sql`GRANT SELECT, DELETE ON op, outbox TO ${tenant}`.execute(db);
  await sql`GRANT SELECT, INSERT, UPDATE, DELETE ON snapshot TO ${tenant}`.execute(db);
  await sql`GRANT SELECT, UPDATE, DELETE ON idem TO ${tenant}`.execute(db);
  await sql`GRANT SELECT ON entity TO ${tenant}`.execute(db);
}

async function grantCommitter(db: Kysely<unknown>): Promise<void> {
  const grants = [
    sql`INSERT, SELECT (tenant, entity, seq, op_id, hash) ON op`,
    sql`DELETE, SELECT (tenant, entity, seq, chain_hash) ON snapshot`,
    sql`INSERT, UPDATE, SELECT (tenant, entity, deleted_ms) ON entity`,
    sql`INSERT, UPDATE, DELETE, SELECT (tenant, key, expires_ms) ON idem`,
    sql`INSERT, UPDATE, DELETE, SELECT ON outbox`,
    sql`INSERT, UPDATE, DELETE, SELECT ON rate`,
    sql`INSERT, UPDATE, DELETE, SELECT ON worker`,
  ];
  for (const grant of grants) await sql`GRANT ${grant} TO ${committer}`.execute(db);
}

async function secure(db: Kysely<unknown>, table: string): Promise<void> {
  const name = sql.id(table);
  await sql`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`.execute(db);
  // The owner too: a login that owns the tables must not see around the wall.
  await sql`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`.execute(db);
  await sql`
    CREATE POLICY ${sql.id(`${table}_of_tenant`)} ON ${name} TO ${tenant}
    USING (tenant = current_setting(${sql.lit(tenantSetting)}, true))`.execute(db);
  await sql`
    CREATE POLICY ${sql.id(`${table}_of_committer`)} ON ${name} TO ${committer}
    USING (true) WITH CHECK (true)`.execute(db);
}
