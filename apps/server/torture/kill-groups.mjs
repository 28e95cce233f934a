// Kill torture of groups: kill -9 in the middle of feedback, attaching and detaching, deleting,
// drift and realignment.
//
//   npm run torture:groups -- --kills 10 --seed 1
//
// After every kill, from the logs: memberships are symmetric, a feedback has reached all members or
// none, and no drift event is there twice. At the end, when every message has been delivered: every
// drift that a session told is in its region once, every realignment has reached every cluster
// once, and every log replays to its state.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import SqliteDatabase from "better-sqlite3";
import { checkAfterKill, checkWhenSettled } from "./group-checks.mjs";
import { prepare, startWriters } from "./group-writers.mjs";
import { finish } from "./support/finish.mjs";
import { mulberry32 } from "./support/random.mjs";
import { startWorker } from "./support/worker-process.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const kills = Number(options.kills);
const random = mulberry32(Number(options.seed));
const [upMsMin, upMsMax] = [500, 3_000];
/** Messages that a killed server had taken wait for the end of their lease, 3 s. */
const settleMsMax = 90_000;

const folder = mkdtempSync(join(tmpdir(), "semvec-torture-groups-"));
const database = join(folder, "semvec.db");
const startServer = () => startWorker({ databaseUrl: `sqlite:///${database}`, folder });
const problems = [];

let done = 0;
for (; done < kills && problems.length === 0; done++) {
  const server = await startServer();
  if (done === 0) await prepare(server.url);
  const stop = { requested: false };
  const writing = startWriters(server.url, random, stop);
  await new Promise((resolve) => setTimeout(resolve, upMsMin + random() * (upMsMax - upMsMin)));
  await server.end("SIGKILL");
  stop.requested = true;
  await writing;
  problems.push(...(await checkAfterKill(database)));
}

const last = await startServer();
const waiting = await settle();
await last.end("SIGTERM");
if (waiting > 0) problems.push(`${waiting} messages were not delivered`);
const settled = await checkWhenSettled(database);
problems.push(...settled.problems);
if (settled.drifts === 0 || settled.realignments === 0)
  problems.push("nothing was put to the test");
report();

/** Waits until the outbox is empty; returns how many messages are left. */
async function settle() {
  const reader = new SqliteDatabase(database, { readonly: true });
  const count = reader.prepare("SELECT count(*) FROM outbox").pluck();
  const begun = performance.now();
  let left = count.get();
  while (left > 0 && performance.now() - begun < settleMsMax) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    left = count.get();
  }
  reader.close();
  return left;
}

function report() {
  const { drifts, realignments, overtaken, feedbacks, entities } = settled;
  if (options.keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true });
  finish(
    "torture:groups",
    `${done} kills in the middle of feedback, memberships, deletions, drift and realignment on ` +
      `SQLite, ${drifts} drifts told once, ${realignments} realignments, ${overtaken} overtaken, ` +
      `${feedbacks} ops of each member that feedback draws, ${entities} entities replayed, ` +
      `${problems.length} half done, lost or repeated`,
    problems,
  );
}
