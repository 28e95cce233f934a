// Kill torture: many writers, kill -9 at random moments, and a ledger that knows what was promised.
//
//   npm run torture:kill -- --kills 200 --writers 16 --seed 1
//
// This process is the client. Before a request leaves, the ledger file has it ("sent"); after the
// answer, the ledger has that too ("acked"), both fsynced. A request that got no answer is
// "unknown". After every restart: what was acked is there exactly once and in order, what is
// unknown is there once or not at all, a batch is there whole or not at all, and nothing else is
// there. At the end every session is replayed from its log twice and both replays must agree.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Ledger } from "./ledger.mjs";
import { mulberry32 } from "./random.mjs";
import { replayTwice } from "./replay-twice.mjs";
import { databaseIn, startServer } from "./server-process.mjs";
import { runWriter } from "./writer.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    writers: { type: "string", default: "16" },
    seed: { type: "string", default: "1" },
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

const folder = mkdtempSync(join(tmpdir(), "semvec-torture-"));
const database = databaseIn(folder);
const ledger = new Ledger(join(folder, "ledger.jsonl"));
const readyTimes = [];
const problems = [];
const started = performance.now();

for (let cycle = 0; cycle < kills; cycle++) {
  const server = await startServer(folder);
  readyTimes.push(server.readyMs);
  problems.push(...(await checkSessions(server.url, sessionsToCheck(cycle))));
  if (problems.length > 0) {
    await server.kill();
    break;
  }
  await writeUntilKilled(server, cycle);
  progress(cycle + 1);
}

const last = await startServer(folder);
readyTimes.push(last.readyMs);
problems.push(...(await checkSessions(last.url, ledger.sessions())));
await last.stop();
const replays = await replayTwice(database, ledger.sessions());
problems.push(...replays.problems);
report();

async function writeUntilKilled(server, cycle) {
  const stop = { requested: false };
  const block = Math.floor(cycle / cyclesPerSession);
  const writers = Array.from({ length: writerCount }, (_, writer) =>
    runWriter({ url: server.url, session: `w${writer}-b${block}`, ledger, random, stop }),
  );
  await new Promise((resolve) => setTimeout(resolve, random() * upMsMax));
  await server.kill();
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
    const answer = await fetch(`${url}/v1/session/${session}/export`);
    const body = await answer.json();
    if (answer.status !== 200 && answer.status !== 404) {
      found.push(`${session}: export answered ${answer.status}: ${JSON.stringify(body)}`);
      continue;
    }
    const texts = answer.status === 404 ? [] : body.state_dict.content.memories.texts;
    found.push(...ledger.check(session, texts));
  }
  return found;
}

function progress(done) {
  if (!process.stderr.isTTY && done % 10 !== 0 && done !== kills) return;
  const { acked, unknown } = ledger.counts();
  process.stderr.write(`kill ${done}/${kills}: ${acked} acked, ${unknown} unknown\n`);
}

function report() {
  const { acked, unknown, kept } = ledger.counts();
  const sorted = [...readyTimes].sort((a, b) => a - b);
  const ready = (share) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  const seconds = Math.round((performance.now() - started) / 1000);
  for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
  console.log(`${readyTimes.length - 1} kills in ${seconds} s, seed ${options.seed}`);
  console.log(`acked ${acked}, unknown ${unknown} (${kept} of them kept)`);
  console.log(`lost, doubled, partial or out of order: ${problems.length}`);
  console.log(`replays that agree: ${replays.agreed} of ${ledger.sessions().length} sessions`);
  console.log(`ready after a kill: median ${ready(0.5)} ms, p99 ${ready(0.99)} ms`);
  ledger.close();
  if (options.keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true });
  console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length === 0 ? 0 : 1} failed`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
