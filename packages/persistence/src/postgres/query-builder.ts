import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { Schema } from "../engine/schema.js";
import type { Statement } from "./pipeline.js";
import type { Parameter } from "./wire-values.js";

/** Builds queries without running them: they travel with the role that they run under. */
export const queryBuilder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A query of kysely's as a statement. */
export function statementOf(query: Compilable<unknown>): Statement {
  const { sql, parameters } = query.compile();
  return { text: sql, values: parameters as readonly Parameter[] };
}
