// A full disk and a locked one, under load, on SQLite.
//
//   npm run torture:disk -- --rounds 50 --locks 20 --seed 1
//
// Full: the database is on a small file system of its own, which a ballast file fills up. Writes
// answer 503, reads go on, the process lives, and writes resume when there is space again.
// Locked: another process holds the write lock for up to ten seconds. Writes wait, then answer
// 503; the service's loop goes on all the while. In the end nothing is lost or made twice.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish, percentile, progress, skip } from "./support/finish.mjs";
import { Ledger } from "./support/ledger.mjs";
import { holdWriteLock } from "./support/lock-holder.mjs";
import { mulberry32 } from "./support/random.mjs";
import { replayTwice } from "./support/replay-twice.mjs";
import { startWorker } from "./support/worker-process.mjs";
import { post, readTexts, runWriter } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    locks: { type: "string", default: "20" },
    writers: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
  },
});
const random = mulberry32(Number(options.seed));
const megabytes = 32;
const resumeMsMax = 5_000;
const lockMsMax = 10_000;
/** A loop that waits for a lock itself would be silent for as long as the lock is held. */
const silenceMsMax = 1_500;
/** Rounds after which the file system is made anew, for it is small. */
const roundsPerLife = 5;

const folder = mkdtempSync(join(tmpdir(), "semvec-disk-"));
const disk = join(folder, "disk");
const problems = [];
const reads = { good: 0, bad: 0 };
const totals = { acked: 0, unknown: 0, lost: 0, duplicated: 0, refused: 0 };
const resumed = [];
const silences = [];
execFileSync("mkdir", [disk]);

if (!mount()) skip("torture:disk", "a file system cannot be mounted here");
else {
  unmount();
  const rounds = Number(options.rounds);
  for (let done = 0; done < rounds && problems.length === 0; done += roundsPerLife) {
    mount();
    const inLife = Math.min(roundsPerLife, rounds - done);
    await life((server) => fillRounds(server, inLife)).finally(unmount);
    progress(`full ${done + inLife}/${rounds}: ${totals.acked} acked`);
  }
  await life((server) => lockRounds(server, Number(options.locks)));
  rmSync(folder, { recursive: true });
  report();
}

/** One database from its beginning to its check, with writers and a reader all the while. */
async function life(work) {
  const database = join(disk, "semvec.db");
  const ledger = new Ledger(join(folder, "ledger.jsonl"));
  const databaseUrl = `sqlite:///${database}`;
  const server = await startWorker({ databaseUrl, folder });
  const stop = { requested: false };
  const targets = () => server.url;
  const onAnswer = (answer) => {
    if (answer === undefined) problems.push("no answer");
    else if (answer.status === 503) totals.refused += 1;
  };
  const clients = Array.from({ length: Number(options.writers) }, (_, i) =>
    runWriter({ targets, session: `w${i}`, ledger, random, stop, onAnswer, repeats: true }),
  );
  clients.push(readOn(server, ledger, stop));
  await work(server);
  stop.requested = true;
  await Promise.all(clients);
  for (const session of ledger.sessions()) {
    const { texts, status, problem } = await readTexts(server.url, session);
    problems.push(...(texts ? ledger.check(session, texts) : [`${session}: ${status} ${problem}`]));
  }
  if ((await server.end("SIGTERM")) !== 0) problems.push("the service did not end well");
  const replays = await replayTwice(databaseUrl, ledger.sessions());
  problems.push(...replays.problems);
  for (const [session, ops] of replays.lengths) problems.push(...ledger.checkLength(session, ops));
  const { acked, unknown } = ledger.counts();
  for (const [name, n] of Object.entries({ acked, unknown })) totals[name] += n;
  totals.lost += ledger.lost;
  totals.duplicated += ledger.duplicated;
  ledger.close();
  for (const suffix of ["", "-wal", "-shm", "-lock"]) rmSync(database + suffix, { force: true });
}

async function fillRounds(server, rounds) {
  const ballast = join(disk, "ballast");
  for (let round = 0; round < rounds; round++) {
    await pause(300 + random() * 700);
    fill(ballast);
    const refusedBefore = totals.refused;
    const deadline = performance.now() + 60_000;
    while (totals.refused < refusedBefore + 10 && performance.now() < deadline) await pause(20);
    if (totals.refused === refusedBefore) problems.push("a full disk refuses no write");
    rmSync(ballast);
    resumed.push(await untilWritten(server));
  }
  const slow = resumed.filter((ms) => ms > resumeMsMax);
  if (slow.length > 0) problems.push(`writes resumed after ${slow.map(Math.round)} ms`);
}

/** Takes all the space that is left. */
function fill(path) {
  const file = openSync(path, "w");
  const block = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if (error.code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}

async function untilWritten(server) {
  const begun = performance.now();
  for (;;) {
    const body = { session_id: `probe-${Math.round(begun)}`, dimension: 8 };
    const answer = await post(server.url, "/v1/session/create", body);
    if (answer?.status === 200) return performance.now() - begun;
    await pause(20);
  }
}

async function lockRounds(server, rounds) {
  for (let round = 0; round < rounds; round++) {
    await pause(300 + random() * 300);
    const held = holdWriteLock(join(disk, "semvec.db"), 100 + random() * (lockMsMax - 100));
    let isHeld = true;
    held.finally(() => {
      isHeld = false;
    });
    while (isHeld) {
      const begun = performance.now();
      await (await fetch(`${server.url}/v1/health`)).text();
      silences.push(performance.now() - begun);
      await pause(10);
    }
    await held;
    await untilWritten(server);
  }
  const longest = Math.max(0, ...silences);
  if (longest > silenceMsMax) problems.push(`the loop was silent for ${Math.round(longest)} ms`);
}

async function readOn(server, ledger, stop) {
  while (!stop.requested) {
    const sessions = ledger.sessions();
    const session = sessions[Math.floor(random() * sessions.length)];
    if (session !== undefined) {
      const { status } = await readTexts(server.url, session);
      reads[status === 200 ? "good" : "bad"] += 1;
    }
    await pause(20);
  }
}

function mount() {
  const size = `size=${megabytes}m`;
  return spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", disk]).status === 0;
}

function unmount() {
  execFileSync("umount", [disk]);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report() {
  const { good, bad } = reads;
  if (bad > 0) problems.push(`${bad} of ${good + bad} reads failed`);
  finish(
    "torture:disk",
    `${options.rounds} full disks and ${options.locks} held locks on SQLite, ${totals.acked} ` +
      `acked, ${totals.lost} lost, ${totals.duplicated} duplicated, ${totals.unknown} unknown, ` +
      `${totals.refused} writes refused, ${good} of ${good + bad} reads answered, ` +
      `writes resumed after at most ${percentile(resumed, 1)} ms, ` +
      `loop silent under a lock p99 ${percentile(silences, 0.99)} ms`,
    problems,
  );
}
