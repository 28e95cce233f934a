import type { PoolConfig } from "pg";
import { sqlState } from "./translate-error.js";
import { withClient } from "./with-client.js";

/** `undefined_table` of PostgreSQL. */
const undefinedTable = "42P01";

/**
 * Names of the migrations that were run on a database, in order; none when it holds no schema.
 *
 * @throws StoreConfigurationError, StoreUnavailableError
 */
export function postgresMigrationsApplied(config: PoolConfig): Promise<string[]> {
  return withClient(config, async (client) => {
    try {
      const { rows } = await client.query<{ name: string }>(
        "SELECT name FROM kysely_migration ORDER BY name",
      );
      return rows.map(({ name }) => name);
    } catch (error) {
      if (sqlState(error) === undefinedTable) return [];
      throw error;
    }
  });
}
