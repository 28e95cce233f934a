import type { PoolClient } from "pg";
import { persistenceDefaults } from "../defaults.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import { StoreBusyError } from "../errors.js";
import {
  Pipeline,
  runPipeline,
  type Statement,
  type StatementResult,
  sendPipeline,
} from "./pipeline.js";
import { committerPrelude } from "./prelude.js";
import { endsConnection, leavesDoubt, translateError } from "./translate-error.js";

const begin: readonly Statement[] = [{ text: "BEGIN" }, committerPrelude()];
const commit: Statement = { text: "COMMIT" };

/** A transaction of the committer, begun with its first statements. End it, whatever happens. */
export class Transaction {
  readonly #client: PoolClient;
  #begun = false;
  #ended = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  /** Runs statements in one round trip. After an error only {@link rollback} may follow. */
  async run(statements: readonly Statement[]): Promise<StatementResult[]> {
    const first = this.#begun ? [] : begin;
    this.#begun = true;
    const results = await this.#send([...first, ...statements]);
    return results.slice(first.length);
  }

  /**
   * Begins, runs statements and commits, all in one message.
   *
   * @throws IndeterminateError when the server did not say whether it committed
   * @throws StoreBusyError when it said that it did not
   * @throws the server's error as it came when a statement failed; then {@link rollback}
   */
  async runAndCommit(statements: readonly Statement[]): Promise<void> {
    const all = [...begin, ...statements, commit];
    const pipeline = new Pipeline(all);
    this.#begun = true;
    let results: StatementResult[];
    try {
      results = await sendPipeline(
        this.#client,
        pipeline,
        persistenceDefaults.postgresAnswerTimeoutMs,
      );
    } catch (error) {
      // After an error the server passes over the rest of the message, the commit with it. One that
      // ends the connection may be a pooler's, which lost a server that went on without it.
      const failedBefore = !endsConnection(error) && pipeline.completed < all.length - 1;
      if (failedBefore) throw error;
      throw this.#commitFailed(error);
    }
    this.#assertCommitted(results.at(-1));
  }

  /**
   * @throws IndeterminateError when the server did not say whether it committed
   * @throws StoreBusyError, InvalidCommitError when it said that it did not
   */
  async commit(): Promise<void> {
    let result: StatementResult | undefined;
    try {
      [result] = await this.#send([commit]);
    } catch (error) {
      throw this.#commitFailed(error);
    }
    this.#assertCommitted(result);
  }

  /** Leaves no trace. A connection that cannot even roll back is closed, which does the same. */
  async rollback(): Promise<void> {
    if (this.#ended) return;
    try {
      if (this.#begun) await this.#send([{ text: "ROLLBACK" }]);
      this.#end(false);
    } catch {
      this.#end(true);
    }
  }

  #commitFailed(error: unknown): Error {
    this.#end(endsConnection(error));
    const cause = translateError(error);
    return leavesDoubt(error) ? new IndeterminateError(cause.message, { cause }) : cause;
  }

  /** The server answers a commit of a transaction that it had aborted with a rollback. */
  #assertCommitted(result: StatementResult | undefined): void {
    this.#end(false);
    if (result?.tag !== "COMMIT") throw new StoreBusyError();
  }

  #send(statements: readonly Statement[]): Promise<StatementResult[]> {
    return runPipeline(this.#client, statements, persistenceDefaults.postgresAnswerTimeoutMs);
  }

  #end(broken: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#client.release(broken);
  }
}
