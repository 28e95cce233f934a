import { type Kysely, type Migration, sql } from "kysely";

/** The log, its snapshots and directory, idempotency, outbox, rate and worker rows. */
export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Rows lie in the order of their commits, several to a page, with the primary key beside them:
    // in a table WITHOUT ROWID a body of more than a quarter of a page takes a page of its own.
    await db.schema
      .createTable("op")
      .addColumn("tenant", "text", (column) => column.notNull())
      .addColumn("entity", "text", (column) => column.notNull())
      .addColumn("seq", "integer", (column) => column.notNull())
      .addColumn("op_id", "blob", (column) => column.notNull())
      .addColumn("prev_hash", "blob", (column) => column.notNull())
      .addColumn("hash", "blob", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("engine_v", "integer", (column) => column.notNull())
      .addColumn("ts_ms", "integer", (column) => column.notNull())
      .addColumn("body", "blob", (column) => column.notNull())
      .addPrimaryKeyConstraint("op_pk", ["tenant", "entity", "seq"])
      .modifyEnd(sql`strict`)
      .execute();
    await db.schema
      .createTable("snapshot")
      .addColumn("tenant", "text", (column) => column.notNull())
      .addColumn("entity", "text", (column) => column.notNull())
      .addColumn("seq", "integer", (column) => column.notNull())
      .addColumn("chain_hash", "blob", (column) => column.notNull())
      .addColumn("engine_v", "integer", (column) => column.notNull())
      .addColumn("ts_ms", "integer", (column) => column.notNull())
      .addColumn("sha256", "blob", (column) => column.notNull())
      .addColumn("body", "blob", (column) => column.notNull())
      .addPrimaryKeyConstraint("snapshot_pk", ["tenant", "entity", "seq"])
      .modifyEnd(sql`strict`)
      .execute();
    await createDirectory(db);
    await createIdempotency(db);
    await createOutbox(db);
    await createRateAndWorker(db);
  },
};

async function createDirectory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("entity")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("entity", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("genesis_seq", "integer", (column) => column.notNull())
    .addColumn("created_ms", "integer", (column) => column.notNull())
    .addColumn("deleted_ms", "integer")
    .addColumn("meta", "blob")
    .addPrimaryKeyConstraint("entity_pk", ["tenant", "entity"])
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema
    .createIndex("entity_by_age")
    .on("entity")
    .columns(["tenant", "kind", "created_ms", "entity", "deleted_ms"])
    .execute();
}

async function createIdempotency(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("idem")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("fp", "blob", (column) => column.notNull())
    .addColumn("entity", "text")
    .addColumn("seq", "integer")
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("headers", "blob", (column) => column.notNull())
    .addColumn("body", "blob", (column) => column.notNull())
    .addColumn("checksum", "blob", (column) => column.notNull())
    .addColumn("expires_ms", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("idem_pk", ["tenant", "key"])
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema.createIndex("idem_by_expiry").on("idem").column("expires_ms").execute();
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("outbox")
    // Ids are never used twice, so a late settlement cannot hit a newer row.
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("target_genesis_seq", "integer", (column) => column.notNull())
    .addColumn("src", "text", (column) => column.notNull())
    .addColumn("src_seq", "integer", (column) => column.notNull())
    .addColumn("src_index", "integer", (column) => column.notNull())
    .addColumn("body", "blob", (column) => column.notNull())
    .addColumn("checksum", "blob", (column) => column.notNull())
    .addColumn("visible_ms", "integer", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema
    .createIndex("outbox_by_visibility")
    .on("outbox")
    .columns(["visible_ms", "id"])
    .execute();
}

async function createRateAndWorker(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rate")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("tat_us", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("rate_pk", ["tenant", "policy"])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await db.schema
    .createTable("worker")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("url", "text")
    .addColumn("build", "text")
    .addColumn("heartbeat_ms", "integer", (column) => column.notNull())
    .addColumn("draining", "integer", (column) => column.notNull().defaultTo(0))
    .modifyEnd(sql`strict`)
    .execute();
}
