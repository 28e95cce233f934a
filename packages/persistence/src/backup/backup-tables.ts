/** Tables that a backup holds, in the order of their rows within a tenant. */
export const backupTables = ["entity", "op", "snapshot", "idem", "outbox"] as const;

/** One of {@link backupTables}. */
export type BackupTable = (typeof backupTables)[number];

/** What a column holds; `null` is allowed where the name of the kind says so. */
type ColumnKind = "bytes" | "bytes?" | "integer" | "integer?" | "text" | "text?";

interface TableShape {
  /** In the order that they stand in a row of the file. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** What orders the rows of one tenant; the same on every engine, text by its bytes. */
  readonly order: string;
  /** Rows read at a time: bodies of snapshots may be megabytes. */
  readonly pageRows: number;
}

/**
 * The columns of a row in a backup. Rates and workers are not kept: they are of the moment. Of an
 * outbox row, neither its id nor its attempts are: together they name a claim that a restored
 * database knows nothing of.
 */
export const tableShapes: Readonly<Record<BackupTable, TableShape>> = {
  entity: {
    columns: {
      tenant: "text",
      entity: "text",
      kind: "text",
      genesis_seq: "integer",
      created_ms: "integer",
      deleted_ms: "integer?",
      meta: "bytes?",
      anchor_seq: "integer?",
      anchor_hash: "bytes?",
    },
    order: "entity",
    pageRows: 512,
  },
  op: {
    columns: {
      tenant: "text",
      entity: "text",
      seq: "integer",
      op_id: "bytes",
      prev_hash: "bytes",
      hash: "bytes",
      kind: "text",
      engine_v: "integer",
      ts_ms: "integer",
      body: "bytes",
    },
    order: "entity, seq",
    pageRows: 256,
  },
  snapshot: {
    columns: {
      tenant: "text",
      entity: "text",
      seq: "integer",
      chain_hash: "bytes",
      engine_v: "integer",
      ts_ms: "integer",
      sha256: "bytes",
      body: "bytes",
    },
    order: "entity, seq",
    pageRows: 8,
  },
  idem: {
    columns: {
      tenant: "text",
      key: "text",
      fp: "bytes",
      entity: "text?",
      seq: "integer?",
      status: "integer",
      headers: "bytes",
      body: "bytes",
      checksum: "bytes",
      expires_ms: "integer",
    },
    order: "key",
    pageRows: 64,
  },
  outbox: {
    columns: {
      tenant: "text",
      target: "text",
      target_genesis_seq: "integer",
      src: "text",
      src_seq: "integer",
      src_index: "integer",
      body: "bytes",
      checksum: "bytes",
      visible_ms: "integer",
    },
    order: "id",
    pageRows: 64,
  },
};

/** A value of a column. */
export type BackupValue = number | string | Uint8Array | null;

/** A row of a table, its values in the order of the table's columns; the first is the tenant. */
export interface BackupRow {
  readonly table: BackupTable;
  readonly values: readonly BackupValue[];
}

/** Rows by table. */
export type RowCounts = Readonly<Record<BackupTable, number>>;

/** No rows of any table, to count up from. */
export function noRows(): Record<BackupTable, number> {
  return { entity: 0, op: 0, snapshot: 0, idem: 0, outbox: 0 };
}

/** Rows of all tables. */
export function totalRows(counts: RowCounts): number {
  return backupTables.reduce((sum, table) => sum + counts[table], 0);
}

/** Names of a table's columns, in order. */
export function columnNames(table: BackupTable): string[] {
  return Object.keys(tableShapes[table].columns);
}

/**
 * A row of a database as a row of a backup: whole numbers that a driver reads as text become
 * numbers, and bytes get a buffer of their own.
 */
export function backupRow(table: BackupTable, row: Readonly<Record<string, unknown>>): BackupRow {
  const columns = Object.entries(tableShapes[table].columns);
  return { table, values: columns.map(([name, kind]) => columnValue(kind, row[name])) };
}

/** True when a list holds what a row of the table holds. */
export function isRowOf(table: BackupTable, values: readonly unknown[]): boolean {
  const kinds = Object.values(tableShapes[table].columns);
  return values.length === kinds.length && kinds.every((kind, at) => holds(kind, values[at]));
}

function columnValue(kind: ColumnKind, value: unknown): BackupValue {
  if (value === null || value === undefined) return null;
  if (kind.startsWith("bytes")) return Uint8Array.from(value as Uint8Array);
  return kind.startsWith("integer") ? Number(value) : String(value);
}

function holds(kind: ColumnKind, value: unknown): boolean {
  if (value === null) return kind.endsWith("?");
  if (kind.startsWith("bytes")) return value instanceof Uint8Array;
  return kind.startsWith("integer") ? Number.isSafeInteger(value) : typeof value === "string";
}
