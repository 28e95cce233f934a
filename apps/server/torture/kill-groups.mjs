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
import { mulberry32 } from "./random.mjs";
import { databaseIn, startServer } from "./server-process.mjs";

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
/** Messages that a killed server had taken wait for the end of their lease, 30 s. */
const settleMsMax = 90_000;

const folder = mkdtempSync(join(tmpdir(), "semvec-torture-groups-"));
const database = databaseIn(folder);
const problems = [];
const started = performance.now();

let done = 0;
for (; done < kills && problems.length === 0; done++) {
  const server = await startServer(folder);
  if (done === 0) await prepare(server.url);
  const stop = { requested: false };
  const writing = startWriters(server.url, random, stop);
  await new Promise((resolve) => setTimeout(resolve, upMsMin + random() * (upMsMax - upMsMin)));
  await server.kill();
  stop.requested = true;
  await writing;
  problems.push(...(await checkAfterKill(database)));
}

const last = await startServer(folder);
const waiting = await settle();
await last.stop();
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
  const seconds = Math.round((performance.now() - started) / 1000);
  const { drifts, realignments, overtaken, feedbacks, entities } = settled;
  for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
  console.log(`${done} kills in ${seconds} s, seed ${options.seed}`);
  console.log(`${drifts} drifts told, ${realignments} realignments, ${overtaken} overtaken`);
  console.log(`ops of each member that feedback draws: ${feedbacks}`);
  console.log(`${entities} entities replayed; problems: ${problems.length}`);
  if (options.keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true });
  console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length === 0 ? 0 : 1} failed`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
