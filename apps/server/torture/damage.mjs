// One bit after another is flipped in rows of the log, snapshots and stored answers, behind the
// store's back, on SQLite and on PostgreSQL.
//
//   npm run torture:damage -- --flips 100000 --seed 1
//
// Every flip is detected when the row is read, and no other entity notices.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EntityHost, openStore } from "@semvec/persistence";
import { finish, progress } from "./support/finish.mjs";
import { connect, openDatabase } from "./support/postgres.mjs";
import { mulberry32 } from "./support/random.mjs";
import { tallyMachine } from "./support/tally-machine.mjs";

const { values: options } = parseArgs({
  options: {
    flips: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
  },
});
const flips = Number(options.flips);
const random = mulberry32(Number(options.seed));
const opCount = 70;

/** What can be flipped, and how the store comes to read it. */
const targets = [
  { table: "op", columns: ["body", "hash", "prev_hash", "op_id"], read: readLog },
  { table: "snapshot", columns: ["body", "chain_hash", "sha256"], read: readSnapshot },
  { table: "idem", columns: ["body", "fp", "headers", "checksum"], read: readAnswer },
];

const folder = mkdtempSync(join(tmpdir(), "semvec-damage-"));
const problems = [];
const done = [`SQLite: ${await torture(sqlite())}`];
const database = await openDatabase();
if (database === undefined) done.push("PostgreSQL: skipped, there is none");
else done.push(`PostgreSQL: ${await torture(await postgres(database))}`);
rmSync(folder, { recursive: true });
finish("torture:damage", `${done.join("; ")}; ${problems.length} undetected or spread`, problems);

async function torture({ url, find, write, close }) {
  const store = await openStore({ url });
  await fill(store);
  const tenant = store.forTenant("t");
  const counts = new Map(targets.map(({ table }) => [table, 0]));
  for (let flip = 0; flip < flips && problems.length === 0; flip++) {
    const { table, columns, read } = targets[flip % targets.length];
    const column = columns[Math.floor(random() * columns.length)];
    const rows = await find(table, column);
    const row = rows[Math.floor(random() * rows.length)];
    const damaged = Buffer.from(row.value);
    const at = Math.floor(random() * damaged.length);
    damaged[at] ^= 1 << Math.floor(random() * 8);
    await write(table, column, row, damaged);
    const where = `byte ${at} of ${column} in ${table} at ${row.at}`;
    if (!(await isDetected(() => read(tenant, "bad", row.at)))) problems.push(`${where}: not seen`);
    if (await isDetected(() => read(tenant, "good", row.at))) problems.push(`${where}: spreads`);
    await write(table, column, row, row.value);
    counts.set(table, counts.get(table) + 1);
    if ((flip + 1) % 10_000 === 0) progress(`${flip + 1}/${flips} flips`);
  }
  await store.close();
  await close();
  return [...counts].map(([table, count]) => `${count} bits of ${table}`).join(", ");
}

/** Two entities alike, each with a log, two snapshots and a stored answer. */
async function fill(store) {
  const host = new EntityHost({ store, machine: tallyMachine });
  for (const entity of ["bad", "good"]) {
    for (let i = 0; i < opCount; i++) await host.execute("t", entity, { nonce: `${i}` });
    const idem = {
      key: entity,
      fingerprint: new TextEncoder().encode(`fingerprint of ${entity}`),
      expiresAtMs: Date.now() + 86_400_000,
      respond: ({ count }) => ({
        status: 200,
        headers: { etag: entity },
        body: new TextEncoder().encode(`answer ${count}`),
      }),
    };
    await host.execute("t", entity, { nonce: "keyed" }, { idem });
  }
  await host.drain();
}

async function readLog(tenant, entity) {
  for (let seq = 0; ; ) {
    const ops = await tenant.readOps(entity, seq, 1_000);
    if (ops.length === 0) return;
    seq = ops.at(-1).seq;
  }
}

async function readSnapshot(tenant, entity, seq) {
  await tenant.latestSnapshot(entity, Number(seq) + 1);
}

async function readAnswer(tenant, entity) {
  await tenant.findIdempotent(entity);
}

async function isDetected(read) {
  try {
    await read();
    return false;
  } catch (error) {
    if (!String(error.code).startsWith("ERR_CORRUPT")) throw error;
    return true;
  }
}

function sqlite() {
  const manifest = fileURLToPath(import.meta.resolve("@semvec/persistence/package.json"));
  const Database = createRequire(manifest)("better-sqlite3");
  const path = join(folder, "semvec.db");
  let db;
  return {
    url: `sqlite:///${path}`,
    find: async (table, column) => {
      db ??= new Database(path);
      return db.prepare(rowsOf(table, column)).all("bad");
    },
    write: async (table, column, row, value) => {
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${placeOf(table)}`).run(
        value,
        "bad",
        row.at,
      );
    },
    close: async () => db.close(),
  };
}

async function postgres({ url, close }) {
  const client = await connect(url);
  return {
    url,
    find: async (table, column) =>
      (await client.query(rowsOf(table, column).replace("?", "$1"), ["bad"])).rows,
    write: async (table, column, row, value) => {
      const place = placeOf(table).replace("?", "$2").replace("?", "$3");
      const text = `UPDATE ${table} SET ${column} = $1 WHERE ${place}`;
      await client.query(text, [value, "bad", row.at]);
    },
    close: async () => {
      await client.end();
      await close();
    },
  };
}

function rowsOf(table, column) {
  const [name, at] = table === "idem" ? ["key", "key"] : ["entity", "seq"];
  return `SELECT ${column} AS value, ${at} AS at FROM ${table} WHERE ${name} = ?`;
}

function placeOf(table) {
  return table === "idem" ? "key = ? AND key = ?" : "entity = ? AND seq = ?";
}
