import { type Kysely, type Migration, Migrator } from "kysely";
import { StoreConfigurationError } from "../errors.js";

/** Migrations by name, in order of their names. Every engine has the same names. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings a database up to this version's schema, all or nothing; two processes that do so at once
 * wait for each other.
 *
 * @throws StoreConfigurationError when the database is of a newer version, or is no store of ours
 */
export async function migrateToLatest(db: Kysely<unknown>, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith("corrupted migrations")) {
    throw new StoreConfigurationError(
      `the database was made by another version of this software: ${error.message}`,
      { cause: error },
    );
  }
  throw error;
}
