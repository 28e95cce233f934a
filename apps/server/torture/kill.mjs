// Kill torture: many writers, kill -9 at random moments, and a ledger that knows what was promised.
//
//   npm run torture:kill -- --kills 200 --writers 16 --seed 1
//
// This process is the client. Before a request leaves, the ledger file has it ("sent"); after the
// answer, the ledger has that too ("acked"), both fsynced. A request that got no answer is
// "unknown". After every restart: what was acked is there exactly once and in order, what is
// unknown is there once or not at all, a batch is there whole or not at all, and nothing else is
// there. Beside the writers one client imports, purges, resets and deletes all the time. Between
// two lives of the service a process compacts and erases, and is killed as well, and a service with
// a new database is killed while it makes that. At the end every session is replayed from its log
// twice and both replays must agree.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import SqliteDatabase from "better-sqlite3";
import { Changer } from "./support/changer.mjs";
import { finish, percentile, progress } from "./support/finish.mjs";
import { Ledger } from "./support/ledger.mjs";
import { maintainUntilKilled } from "./support/maintenance.mjs";
import { mulberry32 } from "./support/random.mjs";
import { replayTwice } from "./support/replay-twice.mjs";
import { startWorker } from "./support/worker-process.mjs";
import { readTexts, runWriter } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    writers: { type: "string", default: "16" },
    seed: { type: "string", default: "1" },
    // How long 99 in 100 starts after a kill may take.
    "ready-ms": { type: "string", default: "2000" },
    keep: { type: "boolean", default: false },
  },
});
const kills = Number(options.kills);
const writerCount = Number(options.writers);
const random = mulberry32(Number(options.seed));
const upMsMax = 1500;
/** Cycles after which writers move to new sessions, so that no session outgrows its bound. */
const cyclesPerSession = 5;
/** Earlier sessions looked at again after each restart. */
const sampledSessions = 8;
/** Cycles between two that end with a compaction and an erasure under a kill. */
const maintenanceEvery = 4;
/** Sessions of this writer are compacted: they have no beginning to replay from. */
const compactedSessions = /^w0-/;

const folder = mkdtempSync(join(tmpdir(), "semvec-torture-"));
const databasePath = join(folder, "semvec.db");
const databaseUrl = `sqlite:///${databasePath}`;
const ledger = new Ledger(join(folder, "ledger.jsonl"));
const changer = new Changer(random);
const readyTimes = [];
const problems = [];
let maintenanceKills = 0;

for (let cycle = 0; cycle < kills && problems.length === 0; cycle++) {
  const server = await start();
  problems.push(...(await checkSessions(server.url, sessionsToCheck(cycle))));
  problems.push(...(await changer.check(server.url)));
  if (problems.length > 0) await server.end("SIGKILL");
  else await writeUntilKilled(server, cycle);
  problems.push(...checkFile());
  if (cycle % maintenanceEvery === maintenanceEvery - 1) {
    const compacted = ledger.sessions().filter((session) => compactedSessions.test(session));
    await maintainUntilKilled(databaseUrl, compacted, changer.deleted(), random() * upMsMax);
    maintenanceKills += 1;
    await killAtBirth();
  }
  if ((cycle + 1) % 10 === 0) {
    const { acked, unknown } = ledger.counts();
    progress(`kill ${cycle + 1}/${kills}: ${acked} acked, ${unknown} unknown`);
  }
}

const last = await start();
problems.push(...(await checkSessions(last.url, ledger.sessions())));
problems.push(...(await changer.check(last.url)));
if ((await last.end("SIGTERM")) !== 0) problems.push("the last service did not end well");
const whole = ledger.sessions().filter((session) => !compactedSessions.test(session));
const replays = await replayTwice(databaseUrl, whole);
problems.push(...replays.problems);
for (const [session, ops] of replays.lengths) problems.push(...ledger.checkLength(session, ops));
report();

async function start() {
  const server = await startWorker({ databaseUrl, folder });
  readyTimes.push(server.readyMs);
  return server;
}

/** What SQLite itself says of the file as the kill has left it. */
function checkFile() {
  const database = new SqliteDatabase(databasePath);
  const result = database.pragma("integrity_check", { simple: true });
  database.close();
  return result === "ok" ? [] : [`integrity_check: ${result}`];
}

/** Kills the service while it makes its database; every new one must be able to go on from there. */
async function killAtBirth() {
  const born = mkdtempSync(join(tmpdir(), "semvec-birth-"));
  const url = `sqlite:///${join(born, "semvec.db")}`;
  const usual = percentile(readyTimes, 0.5);
  for (let tries = 0; tries < 2; tries++) {
    const killAfterMs = (0.3 + 0.7 * random()) * usual;
    const worker = await startWorker({ databaseUrl: url, folder: born, killAfterMs }).catch(
      () => {},
    );
    await worker?.end("SIGKILL");
  }
  const worker = await startWorker({ databaseUrl: url, folder: born });
  await worker.end("SIGTERM");
  rmSync(born, { recursive: true });
}

async function writeUntilKilled(server, cycle) {
  const stop = { requested: false };
  const block = Math.floor(cycle / cyclesPerSession);
  const targets = () => server.url;
  const writers = Array.from({ length: writerCount }, (_, writer) =>
    runWriter({ targets, session: `w${writer}-b${block}`, ledger, random, stop }),
  );
  writers.push(changer.run(server.url, stop));
  await new Promise((resolve) => setTimeout(resolve, random() * upMsMax));
  await server.end("SIGKILL");
  stop.requested = true;
  await Promise.all(writers);
}

function sessionsToCheck(cycle) {
  const block = Math.floor(Math.max(0, cycle - 1) / cyclesPerSession);
  const all = ledger.sessions();
  const current = all.filter((session) => session.endsWith(`-b${block}`));
  const sampled = Array.from(
    { length: Math.min(sampledSessions, all.length) },
    () => all[Math.floor(random() * all.length)],
  );
  return [...new Set([...current, ...sampled])];
}

async function checkSessions(url, sessions) {
  const found = [];
  for (const session of sessions) {
    const { texts, status, problem } = await readTexts(url, session);
    if (texts === undefined) found.push(`${session}: export answered ${status}: ${problem}`);
    else found.push(...ledger.check(session, texts));
  }
  return found;
}

function report() {
  const { acked, unknown, kept } = ledger.counts();
  const sessions = `${replays.agreed} of ${whole.length} sessions replay to equal states`;
  const changes = `${changer.acked} imports, purges, resets and deletions`;
  const readyMs = percentile(readyTimes, 0.99);
  if (readyMs > Number(options["ready-ms"])) problems.push(`ready only after ${readyMs} ms (p99)`);
  ledger.close();
  if (options.keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true });
  finish(
    "torture:kill",
    `${readyTimes.length - 1} kills, ${maintenanceKills} of maintenance and ${2 * maintenanceKills} at birth on SQLite, ` +
      `${acked} acked, ${ledger.lost} lost, ${ledger.duplicated} duplicated, ` +
      `${unknown} unknown (${kept} kept), ${changes}, ${sessions}, ` +
      `ready after p50 ${percentile(readyTimes, 0.5)} ms, p99 ${readyMs} ms`,
    problems,
  );
}
