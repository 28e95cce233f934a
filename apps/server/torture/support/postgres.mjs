import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The driver of the package under test: this application has none of its own.
const manifest = fileURLToPath(import.meta.resolve("@semvec/persistence/package.json"));
const { Client } = createRequire(manifest)("pg");

const localUrl = "postgresql://postgres@127.0.0.1:5432/postgres";
let made = 0;

/** A connection of its own. */
export async function connect(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Runs SQL on a server, on a connection of its own. */
export async function sql(url, text, values) {
  const client = await connect(url);
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * An empty database: on the server of `SEMVEC_TEST_PG_URL`, or the local one, or a cluster of its
 * own. `undefined` when there is no PostgreSQL at all.
 */
export async function openDatabase() {
  const url = process.env.SEMVEC_TEST_PG_URL ?? localUrl;
  try {
    return await databaseOn(url);
  } catch (error) {
    if (process.env.SEMVEC_TEST_PG_URL !== undefined) throw error;
  }
  const cluster = await startCluster();
  if (cluster === undefined) return undefined;
  const database = await databaseOn(cluster.url);
  return { url: database.url, close: () => cluster.close() };
}

async function databaseOn(server) {
  const name = `torture_${process.pid}_${++made}`;
  await sql(server, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, close: () => sql(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/**
 * A cluster in a temporary directory, on a port of its own, with durable defaults: to be restarted
 * and killed without harm to others. `undefined` where PostgreSQL's programs are missing.
 */
export async function startCluster() {
  const programs = findPrograms();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "semvec-cluster-"));
  const data = join(folder, "data");
  if (process.getuid?.() === 0) {
    execFileSync("chown", ["postgres", folder]);
    chmodSync(folder, 0o755);
  }
  const port = await freePort();
  const settings = ["-p", port, "-c", "listen_addresses=127.0.0.1", "-k", folder].join(" ");
  const control = async (...args) => {
    const all = ["-D", data, "-w", "-t", "60", "-l", join(folder, "log"), ...args];
    await asPostgres(join(programs, "pg_ctl"), all);
  };
  await asPostgres(join(programs, "initdb"), ["-D", data, "-U", "postgres", "--auth=trust"]);
  await control("-o", settings, "start");
  const stopAtExit = () => {
    const { command, all } = asUser(join(programs, "pg_ctl"), [
      "-D",
      data,
      "-m",
      "immediate",
      "stop",
    ]);
    spawnSync(command, all, { cwd: "/" });
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stopAtExit);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    /** Ends every process at once, without a checkpoint, and starts again: a crash. */
    crash: () => control("-m", "immediate", "-o", settings, "restart"),
    async close() {
      process.off("exit", stopAtExit);
      await control("-m", "immediate", "stop");
      rmSync(folder, { recursive: true });
    },
  };
}

function findPrograms() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env.PATH ?? "").split(":");
  return [...versions.map((version) => join(root, version, "bin")), ...onPath].find(
    (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl")),
  );
}

/** PostgreSQL refuses to run as root. */
function asUser(program, args) {
  if (process.getuid?.() !== 0) return { command: program, all: args };
  return { command: "runuser", all: ["-u", "postgres", "--", program, ...args] };
}

async function asPostgres(program, args) {
  const { command, all } = asUser(program, args);
  const child = spawn(command, all, { cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const [status] = await once(child, "exit");
  // What the server inherits of this pipe must not keep this process alive.
  child.stderr.destroy();
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${complaint}`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
