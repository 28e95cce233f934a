// Bytes on disk: of an op, of a snapshot, of a line of the directory.
//
//   node apps/server/scale/measure-bytes.mjs [--sessions 20] [--turns 128] [--database URL]
//
// Starts the service with its default model on an empty database (default: SQLite in a temporary
// folder; a PostgreSQL URL names a database that may be filled), holds conversations of 8 to 32
// words a turn over HTTP, and divides what the tables take, indices included, by their rows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import pg from "pg";
import { createTalk } from "../../../benchmarks/endurance/talk-generator.mjs";
import { startService } from "./service-process.mjs";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "20" },
    turns: { type: "string", default: "128" },
    database: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "semvec-scale-"));
const file = join(folder, "semvec.db");
const database = values.database ?? `sqlite:///${file}`;
const service = await startService(database, folder, { SEMVEC_EMBEDDER: "use-lite" });
const talk = createTalk({ seed: 1, dimension: 1 });
const begun = performance.now();
await Promise.all(
  Array.from({ length: Number(values.sessions) }, async (_, index) => {
    const session_id = `s${index}`;
    for (let turn = 0; turn < Number(values.turns); turn++) {
      const [message, response] = [talk.next().text, talk.next().text];
      await service.post("/v1/run", { session_id, message, reset_context: turn === 0 });
      await service.post("/v1/store", { session_id, response });
    }
  }),
);
const seconds = (performance.now() - begun) / 1_000;
await service.stop();
const tables = values.database === undefined ? sqliteTables(file) : await postgresTables(database);
console.log(`${values.sessions} sessions, ${values.turns} turns each, in ${seconds.toFixed(0)} s`);
console.table(tables);
rmSync(folder, { recursive: true });

function sqliteTables(path) {
  const db = new Database(path, { readonly: true });
  const bytes = db.prepare(
    "SELECT sum(pgsize) FROM dbstat WHERE name = ? OR name LIKE ? OR name LIKE ?",
  );
  return ["op", "snapshot", "entity"].map((table) => {
    const body = table === "entity" ? "meta" : "body";
    const rows = db.prepare(`SELECT count(*) n, avg(length(${body})) a FROM ${table}`).get();
    const total = bytes.pluck().get(table, `sqlite_autoindex_${table}_%`, `${table}_by_%`);
    return line(table, rows.n, rows.a, total);
  });
}

async function postgresTables(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Sizes that do not count what tables and partitions without rows take, or maps of free space.
  const size =
    "pg_relation_size(c.oid) + pg_indexes_size(c.oid) + pg_relation_size(c.reltoastrelid)";
  const lines = [];
  for (const table of ["op", "snapshot", "entity"]) {
    const body = table === "entity" ? "meta" : "body";
    const { rows } = await client.query(`
      SELECT count(*)::int AS n, avg(length(${body}))::float AS a,
        (SELECT sum(${size})::float FROM pg_class c WHERE pg_relation_size(c.oid) > 0
          AND c.relkind = 'r' AND c.relname ~ '^${table}(_p[0-9]+)?$') AS total
      FROM ${table}`);
    lines.push(line(table, rows[0].n, rows[0].a, rows[0].total));
  }
  await client.end();
  return lines;
}

function line(table, rows, bodyBytes, totalBytes) {
  const each = Math.round(totalBytes / rows);
  return { table, rows, "body, bytes": Math.round(bodyBytes), "on disk, bytes a row": each };
}
