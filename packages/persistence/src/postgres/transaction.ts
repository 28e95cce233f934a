import type { PoolClient } from "pg";
import { persistenceDefaults } from "../defaults.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import { StoreBusyError } from "../errors.js";
import { runPipeline, type Statement, type StatementResult } from "./pipeline.js";
import { committerPrelude } from "./prelude.js";
import { endsConnection, leavesDoubt, translateError } from "./translate-error.js";

const begin: readonly Statement[] = [{ text: "BEGIN" }, committerPrelude()];

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
   * @throws IndeterminateError when the server did not say whether it committed
   * @throws StoreBusyError, InvalidCommitError when it said that it did not
   */
  async commit(): Promise<void> {
    let tag: string | undefined;
    try {
      [{ tag } = { tag: undefined }] = await this.#send([{ text: "COMMIT" }]);
    } catch (error) {
      this.#end(endsConnection(error));
      const cause = translateError(error);
      throw leavesDoubt(error) ? new IndeterminateError(cause.message, { cause }) : cause;
    }
    this.#end(false);
    // The server answers a commit of a transaction that it had aborted with a rollback.
    if (tag !== "COMMIT") throw new StoreBusyError();
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

  #send(statements: readonly Statement[]): Promise<StatementResult[]> {
    return runPipeline(this.#client, statements, persistenceDefaults.postgresAnswerTimeoutMs);
  }

  #end(broken: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#client.release(broken);
  }
}
