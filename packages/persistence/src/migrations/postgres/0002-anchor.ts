import { type Kysely, type Migration, sql } from "kysely";
import { roles } from "../../postgres/prelude.js";

/** Where a compacted log begins: the last op that is gone, and its hash. */
export const anchor: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      ALTER TABLE entity ADD COLUMN anchor_seq bigint, ADD COLUMN anchor_hash bytea`.execute(db);
    await sql`
      GRANT UPDATE (anchor_seq, anchor_hash) ON entity TO ${sql.id(roles.tenant)}`.execute(db);
  },
};
