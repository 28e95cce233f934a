import { Client, type PoolConfig } from "pg";
import { StoreConfigurationError } from "../errors.js";
import { openingError } from "../postgres/opening-error.js";
import { roles, tenantSetting } from "../postgres/prelude.js";
import { type PrepareOptions, prepareDatabase } from "../postgres/prepare-database.js";
import { sqlState, translateError } from "../postgres/translate-error.js";
import {
  type BackupRow,
  type BackupTable,
  backupRow,
  backupTables,
  columnNames,
  noRows,
  type RowCounts,
  tableShapes,
} from "./backup-tables.js";
import type { RowSource, RowTarget } from "./row-target.js";

/** Rows of one statement, and bytes from which it takes no more. */
const insertRowsMax = 256;
const insertBytesMax = 4 * 1024 * 1024;

/** `insufficient_privilege` of PostgreSQL. */
const insufficientPrivilege = "42501";

/** The rows of a database beside whoever writes to it, all as one snapshot saw them. */
export function postgresSource(config: PoolConfig): Promise<RowSource> {
  return PostgresRows.begin(config, "READ ONLY");
}

/** A database that is to be filled; its schema is made, or brought up to date, when need be. */
export async function postgresTarget(
  config: PoolConfig,
  options: PrepareOptions = {},
): Promise<RowTarget> {
  await prepareDatabase(config, options);
  return PostgresRows.begin(config, "READ WRITE");
}

/**
 * One transaction with one snapshot. It takes on the two roles of the service in turn, so that it
 * needs no rights that the service does not have: the committer names the tenants, and rows are
 * read as the tenant that they are of.
 */
class PostgresRows implements RowTarget {
  readonly #client: Client;
  #role = "";

  private constructor(client: Client) {
    this.#client = client;
  }

  static async begin(config: PoolConfig, access: string): Promise<PostgresRows> {
    const client = new Client(config);
    // A connection that breaks shows in the statement that it breaks.
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ ${access}`);
      await client.query(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
      );
      return new PostgresRows(client);
    } catch (error) {
      await client.end().catch(() => {});
      throw openingError(error);
    }
  }

  async count(): Promise<RowCounts> {
    await this.#asCommitter();
    const counts = noRows();
    for (const table of backupTables) {
      const [row] = await this.#query(`SELECT count(tenant) AS rows FROM ${table}`);
      counts[table] = Number(row?.["rows"]);
    }
    return counts;
  }

  async *rows(): AsyncGenerator<BackupRow> {
    await this.#asCommitter();
    const union = backupTables.map((table) => `SELECT tenant FROM ${table}`).join(" UNION ");
    const tenants = await this.#query(`${union} ORDER BY tenant`);
    for (const { tenant } of tenants) {
      await this.#asTenant(String(tenant));
      for (const table of backupTables) yield* this.#rowsOf(table, String(tenant));
    }
  }

  async *#rowsOf(table: BackupTable, tenant: string): AsyncGenerator<BackupRow> {
    const { order, pageRows } = tableShapes[table];
    // A statement that declares a cursor takes no parameters.
    const literal = this.#client.escapeLiteral(tenant);
    await this.#query(
      `DECLARE rows_of_table NO SCROLL CURSOR FOR
      SELECT ${columnNames(table)} FROM ${table} WHERE tenant = ${literal} ORDER BY ${order}`,
    );
    for (;;) {
      const page = await this.#query(`FETCH ${pageRows} FROM rows_of_table`);
      for (const row of page) yield backupRow(table, row);
      if (page.length < pageRows) break;
    }
    await this.#query("CLOSE rows_of_table");
  }

  async clear(): Promise<void> {
    await this.#as("none");
    try {
      // Row-level security, which hides rows from a DELETE of the owner, does not concern it.
      await this.#client.query(`TRUNCATE ${backupTables.join(", ")}`);
    } catch (error) {
      if (sqlState(error) !== insufficientPrivilege) throw translateError(error);
      throw new StoreConfigurationError(
        "only the owner of the tables may empty the database: log in as the owner",
        { cause: error },
      );
    }
  }

  async insert(rows: readonly BackupRow[]): Promise<void> {
    let batch: BackupRow[] = [];
    let bytes = 0;
    for (const row of rows) {
      const [first] = batch;
      const alike = first === undefined || sameStatement(first, row);
      if (!alike || batch.length >= insertRowsMax || bytes >= insertBytesMax) {
        await this.#insert(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(row);
      bytes += rowBytes(row);
    }
    await this.#insert(batch);
  }

  async #insert(rows: readonly BackupRow[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const { table, values } = first;
    // Each role may insert what it inserts in the service.
    if (table === "snapshot") await this.#asTenant(String(values[0]));
    else await this.#asCommitter();
    const width = values.length;
    const places = rows.map((_, row) => {
      const numbers = Array.from(
        { length: width },
        (_it, column) => `$${row * width + column + 1}`,
      );
      return `(${numbers})`;
    });
    await this.#query(
      `INSERT INTO ${table} (${columnNames(table)}) VALUES ${places}`,
      rows.flatMap((row) => row.values),
    );
  }

  async commit(): Promise<void> {
    await this.#query("COMMIT");
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  #asCommitter(): Promise<void> {
    return this.#as(roles.committer);
  }

  #asTenant(tenant: string): Promise<void> {
    return this.#as(roles.tenant, tenant);
  }

  async #as(role: string, tenant = ""): Promise<void> {
    const wanted = `${role} ${tenant}`;
    if (wanted === this.#role) return;
    this.#role = wanted;
    await this.#query(
      `SELECT set_config('role', $1, true), set_config('${tenantSetting}', $2, true)`,
      [role, tenant],
    );
  }

  async #query(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    try {
      const { rows } = await this.#client.query<Record<string, unknown>>(text, [...values]);
      return rows;
    } catch (error) {
      throw translateError(error);
    }
  }
}

function sameStatement(a: BackupRow, b: BackupRow): boolean {
  return a.table === b.table && (a.table !== "snapshot" || a.values[0] === b.values[0]);
}

function rowBytes({ values }: BackupRow): number {
  return values.reduce<number>((sum, value) => {
    return sum + (typeof value === "object" && value !== null ? value.byteLength : 8);
  }, 0);
}
