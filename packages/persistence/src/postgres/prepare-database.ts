import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolConfig } from "pg";
import { persistenceDefaults } from "../defaults.js";
import { migrateToLatest } from "../migrations/migrate.js";
import { postgresMigrations } from "../migrations/postgres-migrations.js";
import { assertDurable } from "./assert-durable.js";
import { openingError } from "./opening-error.js";
import { runPipeline } from "./pipeline.js";
import { committerPrelude, tenantPrelude } from "./prelude.js";

/** What {@link prepareDatabase} insists on, and how it makes a schema. */
export interface PrepareOptions {
  /** Take a server that may lose commits with the power. Default: false. */
  readonly allowUnsafe?: boolean | undefined;
  /** Hash partitions of the log, when the schema is made. Default `postgresPartitions`. */
  readonly partitions?: number | undefined;
}

/**
 * Checks that the server keeps what it commits, brings the schema up to date under a lock of the
 * transaction, and checks that the login may take on the two roles.
 *
 * @throws StoreConfigurationError when one of them fails; the message says what to change
 * @throws StoreUnavailableError when the server cannot be reached
 */
export async function prepareDatabase(config: PoolConfig, options: PrepareOptions): Promise<void> {
  const pool = new Pool({ ...config, max: 1 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await assertDurable(pool, options.allowUnsafe ?? false);
    const partitions = options.partitions ?? persistenceDefaults.postgresPartitions;
    await migrateToLatest(
      new Kysely({ dialect: new PostgresDialect({ pool }) }),
      postgresMigrations(partitions),
    );
    await assertRoles(pool);
  } catch (error) {
    throw openingError(error);
  } finally {
    await pool.end();
  }
}

async function assertRoles(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    for (const prelude of [tenantPrelude("probe"), committerPrelude()]) {
      const probe = { text: "SELECT seq FROM op LIMIT 0" };
      await runPipeline(client, [prelude, probe], persistenceDefaults.postgresAnswerTimeoutMs);
    }
  } finally {
    client.release();
  }
}
