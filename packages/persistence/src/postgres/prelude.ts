import { persistenceDefaults } from "../defaults.js";
import type { Statement } from "./pipeline.js";

/** Roles that the migrations make. Both without a login: the service's own login takes them on. */
export const roles = { tenant: "semvec_tenant", committer: "semvec_committer" } as const;

/** The setting that row-level security compares with the `tenant` column. */
export const tenantSetting = "app.tenant";

const timeouts = `
  set_config('statement_timeout', '${persistenceDefaults.postgresStatementTimeoutMs}', true),
  set_config('lock_timeout', '${persistenceDefaults.postgresLockTimeoutMs}', true),
  set_config('idle_in_transaction_session_timeout',
    '${persistenceDefaults.postgresIdleTransactionMs}', true)`;

/*
 * Settings are local to the transaction: the session is left as it was found, which is what a
 * pooler in transaction mode asks for.
 */

/** Makes the rest of the transaction see the rows of one tenant, and no others. */
export function tenantPrelude(tenant: string): Statement {
  return {
    text: `SELECT set_config('role', '${roles.tenant}', true),
      set_config('${tenantSetting}', $1, true), ${timeouts}`,
    values: [tenant],
  };
}

/** Makes the rest of the transaction write for any tenant, and read keys and hashes only. */
export function committerPrelude(): Statement {
  return { text: `SELECT set_config('role', '${roles.committer}', true), ${timeouts}` };
}
