import type { Kysely, Migration } from "kysely";

/** Where a compacted log begins: the last op that is gone, and its hash. */
export const anchor: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("entity").addColumn("anchor_seq", "integer").execute();
    await db.schema.alterTable("entity").addColumn("anchor_hash", "blob").execute();
  },
};
