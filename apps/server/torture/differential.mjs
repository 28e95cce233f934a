// The same requests, one after another, to one service on SQLite, one on PostgreSQL, and to three
// on another PostgreSQL database in turns. All must answer the same and hold the same state, and
// in the end all logs must replay to the same hashes.
//
//   npm run differential -- --sequences 2000 --commands 60 --seed 1
//
// fast-check makes the sequences and shrinks one that fails. The services are real ones, in this
// process, on one clock that the sequences move: forwards, and backwards too.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createHashingEmbedder } from "@semvec/embedders";
import fc from "fast-check";
import { loadConfig, serve } from "../dist/index.js";
import { commandArbitrary, dimension, requestOf } from "./support/commands.mjs";
import { finish, progress, skip } from "./support/finish.mjs";
import { openDatabase } from "./support/postgres.mjs";
import { replayTwice } from "./support/replay-twice.mjs";

const { values: options } = parseArgs({
  options: {
    sequences: { type: "string", default: "2000" },
    commands: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
  },
});
const workerCount = 3;
/** Every sequence has a session to begin with; it may end it, and begin another. */
const begin = { kind: "create", afterMs: 0 };
const idlePolicy = { SEMVEC_MAX_SESSIONS: "2" };

/** One clock for all services: its time is the sequence's, its timers are the system's. */
const clock = {
  ms: 1_700_000_000_000,
  nowMs: () => clock.ms,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

const dayMs = 86_400_000;

const single = await openDatabase();
if (single === undefined) skip("differential", "there is no PostgreSQL");
else await compare(single, await openDatabase());

async function compare(one, many) {
  const folder = mkdtempSync(join(tmpdir(), "semvec-differential-"));
  const urls = [`sqlite:///${join(folder, "semvec.db")}`, one.url, many.url];
  const sides = [];
  for (const [index, url] of urls.entries()) {
    const count = index === 2 ? workerCount : 1;
    sides.push(await Promise.all(Array.from({ length: count }, () => open(url, folder))));
  }
  const sessions = [];
  const tally = { requests: 0, statuses: new Map() };
  const problems = [];
  try {
    const maxLength = Number(options.commands);
    const sequence = fc.array(commandArbitrary, { minLength: 5, maxLength, size: "max" });
    await fc.assert(
      fc.asyncProperty(sequence, async (commands) => {
        const session = `differential-${sessions.length}`;
        sessions.push(session);
        await runSequence(sides, session, [begin, ...commands], tally);
        if (sessions.length % 100 === 0) progress(`${sessions.length} sequences`);
      }),
      { numRuns: Number(options.sequences), seed: Number(options.seed) },
    );
    await endLifetimes(sides, sessions);
  } catch (error) {
    problems.push(error.message);
  }
  await Promise.all(sides.flat().map((server) => server.close()));
  const hashes = [];
  for (const url of urls) {
    const replays = await replayTwice(url, sessions);
    problems.push(...replays.problems);
    hashes.push(replays.hashes);
  }
  const different = sessions.filter(
    (session) => new Set(hashes.map((ofSide) => ofSide.get(session))).size !== 1,
  );
  problems.push(...different.map((session) => `${session}: the logs replay to different states`));
  await Promise.all([one.close(), many.close()]);
  rmSync(folder, { recursive: true });
  const statuses = [...tally.statuses].sort().map(([status, count]) => `${count} × ${status}`);
  finish(
    "differential",
    `${sessions.length} sequences, ${tally.requests} requests each to SQLite, PostgreSQL and ` +
      `${workerCount} workers on PostgreSQL (${statuses.join(", ")}), ` +
      `${problems.length} different answers or states`,
    problems,
  );
}

/**
 * A session whose lifetime was over while the clock stood ahead is deleted where its timer looked
 * then, and there alone. Now every lifetime is over, and a touch ends what no timer has.
 */
async function endLifetimes(sides, sessions) {
  clock.ms += 30 * dayMs;
  for (const session of sessions) {
    const last = { method: "GET", path: `/v1/session/${session}/export` };
    assertSame(await Promise.all(sides.map(([worker]) => ask(worker.url, last))), last);
  }
}

/** States leave memory all the time: most requests find theirs in a snapshot and its tail. */
function open(databaseUrl, folder) {
  const config = loadConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    SEMVEC_DATA_DIR: folder,
    SEMVEC_ALLOW_ANONYMOUS: "1",
    SEMVEC_EMBEDDER_DIM: String(dimension),
    SEMVEC_LOG_LEVEL: "error",
    SEMVEC_RATE_PRO: "none",
    SEMVEC_RATE_CEILING: "100000",
    ...idlePolicy,
  });
  return serve(config, { embedder: createHashingEmbedder(dimension), clock, print: () => {} });
}

async function runSequence(sides, session, commands, tally) {
  const known = { session, exported: undefined, hashes: [] };
  for (const [turn, command] of commands.entries()) {
    clock.ms += command.afterMs;
    const request = requestOf(command, known);
    const workers = sides.map((side) => side[turn % side.length]);
    const answers = await Promise.all(workers.map((worker) => ask(worker.url, request)));
    assertSame(answers, request);
    const [{ status, body }] = answers;
    tally.requests += 1;
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
    if (command.kind === "export" && status === 200) known.exported = body;
    if (command.kind === "list") known.hashes = body.memories?.map((it) => it.hash) ?? [];
  }
  const last = { method: "GET", path: `/v1/session/${session}/export` };
  const everywhere = sides.flat().map((worker) => ask(worker.url, last));
  assertSame(await Promise.all(everywhere), last);
}

async function ask(url, { method, path, body }) {
  const answer = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json", "x-request-id": "differential" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json(), etag: answer.headers.get("etag") };
}

function assertSame(answers, request) {
  const [first, ...others] = answers.map((answer) => JSON.stringify(answer));
  for (const other of others) {
    if (other === first) continue;
    const asked = JSON.stringify(request).slice(0, 300);
    throw new Error(`${asked}: ${first.slice(0, 600)} is not ${other.slice(0, 600)}`);
  }
}
