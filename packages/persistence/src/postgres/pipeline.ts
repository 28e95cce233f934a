import type { ClientBase, Submittable } from "pg";
import { decodeColumn, encodeParameter, type Parameter } from "./wire-values.js";

/** A statement with its parameters; it is never prepared under a name. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly Parameter[];
}

/** What a statement gave. */
export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  /** Its command tag, e.g. `INSERT 0 1`. */
  readonly tag: string;
}

/** The part of a connection of `pg` that sends messages. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { text: string; name: string; types: readonly number[] }): void;
  bind(message: { values: readonly (string | Buffer | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
}

interface Column {
  readonly name: string;
  readonly dataTypeID: number;
}

/**
 * Sends several statements in one message and waits once. Outside an open transaction the server
 * runs them as one (they share a Sync), so a role, settings and the query that they are for travel
 * together, and a pooler in transaction mode cannot come between them.
 */
export class Pipeline implements Submittable {
  readonly results: Promise<StatementResult[]>;
  readonly #statements: readonly Statement[];
  readonly #done: StatementResult[] = [];
  #columns: readonly Column[] = [];
  #rows: Record<string, unknown>[] = [];
  #resolve: (results: StatementResult[]) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(statements: readonly Statement[]) {
    this.#statements = statements;
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Statements that the server has carried out. */
  get completed(): number {
    return this.#done.length;
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    wire.stream.cork();
    for (const { text, values = [] } of this.#statements) {
      wire.parse({ text, name: "", types: [] });
      wire.bind({ values: values.map(encodeParameter) });
      wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "", rows: 0 });
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly Column[] }): void {
    this.#columns = fields;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [index, { name, dataTypeID }] of this.#columns.entries()) {
      row[name] = decodeColumn(dataTypeID, fields[index] ?? null);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#done.push({ rows: this.#rows, tag: text });
    this.#rows = [];
    this.#columns = [];
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#done);
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}

type Client = ClientBase & { readonly connection?: { readonly stream: { destroy(): void } } };

/** Runs statements on a connection. @throws as {@link sendPipeline} */
export function runPipeline(
  client: Client,
  statements: readonly Statement[],
  answerMs: number,
): Promise<StatementResult[]> {
  return sendPipeline(client, new Pipeline(statements), answerMs);
}

/**
 * Runs a pipeline on a connection.
 *
 * @throws the server's error, or that of a connection which broke or did not answer in time
 */
export async function sendPipeline(
  client: Client,
  pipeline: Pipeline,
  answerMs: number,
): Promise<StatementResult[]> {
  // The server enforces its own timeouts; this one is for a network that swallows the answer.
  const timer = setTimeout(() => client.connection?.stream.destroy(), answerMs);
  try {
    return await client.query(pipeline).results;
  } finally {
    clearTimeout(timer);
  }
}
