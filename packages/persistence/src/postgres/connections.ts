import { Pool, type PoolClient, type PoolConfig } from "pg";
import { persistenceDefaults } from "../defaults.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import { StoreClosedError } from "../errors.js";
import { runPipeline, type Statement, type StatementResult } from "./pipeline.js";
import { committerPrelude, tenantPrelude } from "./prelude.js";
import { Transaction } from "./transaction.js";
import { endsConnection, leavesDoubt, type Subject, translateError } from "./translate-error.js";

/** How many connections {@link Connections} opens at most. */
export interface ConnectionLimits {
  /** Default `postgresCommitConnections`. */
  readonly commitConnections?: number | undefined;
  /** Default `postgresWorkConnections`. */
  readonly workConnections?: number | undefined;
}

/**
 * Two pools: one for group commits, one for everything else, so that neither waits for the other.
 * No statement runs outside a role: a tenant's, which sees that tenant's rows only, or the
 * committer's, which sees keys and hashes. Both are set with the statement, in one message.
 */
export class Connections {
  readonly commitConnections: number;
  readonly #commits: Pool;
  readonly #work: Pool;
  #closed = false;

  constructor(config: PoolConfig, limits: ConnectionLimits = {}) {
    const { postgresCommitConnections, postgresWorkConnections } = persistenceDefaults;
    this.commitConnections = limits.commitConnections ?? postgresCommitConnections;
    const workConnections = limits.workConnections ?? postgresWorkConnections;
    this.#commits = newPool({ ...config, max: this.commitConnections });
    this.#work = newPool({ ...config, max: workConnections });
  }

  /** Runs one statement that reads, as the tenant, and returns its rows. */
  async read<Row>(tenant: string, statement: Statement, entity?: string): Promise<Row[]> {
    const about = entity === undefined ? undefined : { tenant, entity };
    const [, result] = await this.#run([tenantPrelude(tenant), statement], { about });
    return (result?.rows ?? []) as readonly unknown[] as Row[];
  }

  /** Runs statements that read, as the committer: keys and hashes of every tenant. */
  async readAsCommitter(
    statements: readonly Statement[],
    answerMs: number,
  ): Promise<StatementResult[]> {
    const results = await this.#run([committerPrelude(), ...statements], { answerMs });
    return results.slice(1);
  }

  /** Runs statements as the tenant in one transaction, which is on disk when this resolves. */
  async writeAsTenant(
    tenant: string,
    statements: readonly Statement[],
    entity?: string,
  ): Promise<StatementResult[]> {
    const about = entity === undefined ? undefined : { tenant, entity };
    const all = [tenantPrelude(tenant), ...statements];
    return (await this.#run(all, { about, writes: true })).slice(1);
  }

  /** Runs statements as the committer in one transaction, on disk when this resolves. */
  async writeAsCommitter(statements: readonly Statement[]): Promise<StatementResult[]> {
    const results = await this.#run([committerPrelude(), ...statements], { writes: true });
    return results.slice(1);
  }

  /** Begins a transaction of the committer on a connection of its own. */
  async begin(): Promise<Transaction> {
    return new Transaction(await this.#connect(this.#commits));
  }

  /** Lets what runs end, and refuses the rest. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#commits.end(), this.#work.end()]);
  }

  async #run(
    statements: readonly Statement[],
    options: {
      readonly about?: Subject | undefined;
      readonly writes?: boolean;
      readonly answerMs?: number;
    },
  ): Promise<StatementResult[]> {
    const { about, writes = false } = options;
    const { answerMs = persistenceDefaults.postgresAnswerTimeoutMs } = options;
    const client = await this.#connect(this.#work);
    let broken = true;
    try {
      const results = await runPipeline(client, statements, answerMs);
      broken = false;
      return results;
    } catch (error) {
      broken = endsConnection(error);
      const cause = translateError(error, about);
      // The message ends with the commit: how far the server came is not known.
      if (writes && leavesDoubt(error)) throw new IndeterminateError(cause.message, { cause });
      throw cause;
    } finally {
      client.release(broken);
    }
  }

  async #connect(pool: Pool): Promise<PoolClient> {
    if (this.#closed) throw new StoreClosedError();
    try {
      return await pool.connect();
    } catch (error) {
      throw this.#closed ? new StoreClosedError() : translateError(error);
    }
  }
}

function newPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // A connection that breaks while nobody uses it is replaced when it is needed; without
  // listeners its error would end the process. The pool listens to idle clients only.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
