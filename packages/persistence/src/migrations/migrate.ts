import { type Kysely, Migrator } from "kysely";
import { StoreConfigurationError } from "../errors.js";
import { initial } from "./0001-initial.js";

/** In order of their names. They stand in the code, so that a bundle needs no files. */
const migrations = { "0001_initial": initial };

/**
 * Brings a database up to this version's schema, all or nothing.
 *
 * @throws StoreConfigurationError when the database is of a newer version, or is no store of ours
 */
export async function migrateToLatest(db: Kysely<unknown>): Promise<void> {
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
