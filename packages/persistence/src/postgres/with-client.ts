import { Client, type PoolConfig } from "pg";
import { openingError } from "./opening-error.js";

/**
 * Does some work on one connection, and closes it.
 *
 * @throws StoreConfigurationError, StoreUnavailableError
 */
export async function withClient<T>(
  config: PoolConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(config);
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw openingError(error);
  } finally {
    await client.end().catch(() => {});
  }
}
