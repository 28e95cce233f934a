import type Database from "better-sqlite3";
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Schema } from "../engine/schema.js";

/**
 * Builds queries without running them. Inside a group commit nothing may be awaited, so kysely
 * checks and writes the SQL and the connection runs it at once.
 */
export const queryBuilder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Runs a query that returns rows. */
export function allRows<Row>(db: Database.Database, query: Compilable<Row>): Row[] {
  const { sql, parameters } = query.compile();
  return db.prepare<unknown[], Row>(sql).all(...parameters);
}

/** Runs a statement; returns how many rows it changed. */
export function runStatement(db: Database.Database, query: Compilable<unknown>): number {
  const { sql, parameters } = query.compile();
  return db.prepare(sql).run(...parameters).changes;
}
