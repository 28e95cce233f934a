import { connectionConfig } from "./connection-config.js";
import { withClient } from "./with-client.js";

/** What a login of PostgreSQL may do beyond what the service needs. */
export interface LoginRights {
  readonly login: string;
  readonly isSuperuser: boolean;
  /** It has the attribute `BYPASSRLS`; a superuser sees around row-level security without it. */
  readonly bypassesRowSecurity: boolean;
}

/**
 * Reads what the login of a database URL may do.
 *
 * @throws StoreConfigurationError, StoreUnavailableError
 */
export function readLoginRights(url: string): Promise<LoginRights> {
  return withClient(connectionConfig(url), async (client) => {
    const { rows } = await client.query<LoginRights>(`
      SELECT rolname AS login, rolsuper AS "isSuperuser", rolbypassrls AS "bypassesRowSecurity"
      FROM pg_roles WHERE rolname = current_user`);
    const [rights] = rows;
    if (rights === undefined) throw new Error("PostgreSQL does not know its own login");
    return rights;
  });
}
