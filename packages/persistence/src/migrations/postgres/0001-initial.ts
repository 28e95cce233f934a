import { type Kysely, type Migration, sql } from "kysely";
import { createRoles, grantRoles } from "./roles.js";

/**
 * The tables of SQLite's first migration. Text compares by its bytes, as there; bodies are stored
 * as they come, for they are compressed already. The log is partitioned by entity, so that each
 * read and append meets one index of a moderate size, and vacuums run apart.
 */
export function initial(partitions: number): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await createRoles(db);
      await createLog(db, partitions);
      await createSnapshotsAndDirectory(db);
      await createIdempotencyAndOutbox(db);
      await createRateAndWorker(db);
      await grantRoles(db);
    },
  };
}

async function createLog(db: Kysely<unknown>, partitions: number): Promise<void> {
  await sql`
    CREATE TABLE op (
      tenant text COLLATE "C" NOT NULL,
      entity text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      op_id bytea NOT NULL,
      prev_hash bytea NOT NULL,
      hash bytea NOT NULL,
      kind text COLLATE "C" NOT NULL,
      engine_v bigint NOT NULL,
      ts_ms bigint NOT NULL,
      body bytea NOT NULL,
      CONSTRAINT op_pk PRIMARY KEY (tenant, entity, seq)
    ) PARTITION BY HASH (entity)`.execute(db);
  await sql`ALTER TABLE op ALTER COLUMN body SET STORAGE EXTERNAL`.execute(db);
  for (let remainder = 0; remainder < partitions; remainder++) {
    // Rows are written once: freeze them early, in small steps.
    await sql`
      CREATE TABLE ${sql.id(`op_p${remainder}`)} PARTITION OF op
      FOR VALUES WITH (MODULUS ${sql.lit(partitions)}, REMAINDER ${sql.lit(remainder)})
      WITH (autovacuum_vacuum_insert_scale_factor = 0.02)`.execute(db);
  }
}

async function createSnapshotsAndDirectory(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE snapshot (
      tenant text COLLATE "C" NOT NULL,
      entity text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      chain_hash bytea NOT NULL,
      engine_v bigint NOT NULL,
      ts_ms bigint NOT NULL,
      sha256 bytea NOT NULL,
      body bytea NOT NULL,
      CONSTRAINT snapshot_pk PRIMARY KEY (tenant, entity, seq)
    )`.execute(db);
  await sql`ALTER TABLE snapshot ALTER COLUMN body SET STORAGE EXTERNAL`.execute(db);
  await sql`
    CREATE TABLE entity (
      tenant text COLLATE "C" NOT NULL,
      entity text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      genesis_seq bigint NOT NULL,
      created_ms bigint NOT NULL,
      deleted_ms bigint,
      meta bytea,
      CONSTRAINT entity_pk PRIMARY KEY (tenant, entity)
    )`.execute(db);
  await sql`
    CREATE INDEX entity_by_age ON entity (tenant, kind, created_ms, entity, deleted_ms)`.execute(
    db,
  );
}

async function createIdempotencyAndOutbox(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE idem (
      tenant text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      fp bytea NOT NULL,
      entity text COLLATE "C",
      seq bigint,
      status integer NOT NULL,
      headers bytea NOT NULL,
      body bytea NOT NULL,
      checksum bytea NOT NULL,
      expires_ms bigint NOT NULL,
      CONSTRAINT idem_pk PRIMARY KEY (tenant, key)
    )`.execute(db);
  await sql`ALTER TABLE idem ALTER COLUMN body SET STORAGE EXTERNAL`.execute(db);
  await sql`CREATE INDEX idem_by_expiry ON idem (expires_ms)`.execute(db);
  // Ids are never used twice, so a late settlement cannot hit a newer row.
  await sql`
    CREATE TABLE outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      tenant text COLLATE "C" NOT NULL,
      target text COLLATE "C" NOT NULL,
      target_genesis_seq bigint NOT NULL,
      src text COLLATE "C" NOT NULL,
      src_seq bigint NOT NULL,
      src_index integer NOT NULL,
      body bytea NOT NULL,
      checksum bytea NOT NULL,
      visible_ms bigint NOT NULL,
      attempts integer NOT NULL DEFAULT 0
    )`.execute(db);
  await sql`CREATE INDEX outbox_by_visibility ON outbox (visible_ms, id)`.execute(db);
}

async function createRateAndWorker(db: Kysely<unknown>): Promise<void> {
  // Few rows that change all the time: room on the page keeps an update beside its row.
  await sql`
    CREATE TABLE rate (
      tenant text COLLATE "C" NOT NULL,
      policy text COLLATE "C" NOT NULL,
      tat_us bigint NOT NULL,
      CONSTRAINT rate_pk PRIMARY KEY (tenant, policy)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01)`.execute(db);
  await sql`
    CREATE TABLE worker (
      id text PRIMARY KEY,
      url text,
      build text,
      heartbeat_ms bigint NOT NULL,
      draining integer NOT NULL DEFAULT 0
    ) WITH (fillfactor = 50)`.execute(db);
}
