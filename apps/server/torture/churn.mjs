// Many sessions pass through a service that may hold few in memory: its memory stays flat, and
// what left it comes back whole.
//
//   npm run torture:churn -- --sessions 1000000 --cap 10000 --turns 25
//
// Memory is what lives on after a collection, a hundred times in a run. Its slope is that of a line
// through the last quarter of the run, over that quarter, as a share of its mean. The resident set
// follows the collector and the machine's load: its peak in the last quarter is not above that of
// the quarters before by more than a tenth.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { finish, percentile, progress } from "./support/finish.mjs";
import { mulberry32 } from "./support/random.mjs";
import { startWorker } from "./support/worker-process.mjs";
import { pairs, post, readTexts } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    sessions: { type: "string", default: "1000000" },
    cap: { type: "string", default: "10000" },
    turns: { type: "string", default: "25" },
    clients: { type: "string", default: "32" },
    reloads: { type: "string", default: "1000" },
    "reload-ms": { type: "string", default: "50" },
    "slope-percent": { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
  },
});
const sessions = Number(options.sessions);
const cap = Number(options.cap);
const turns = Number(options.turns);
const random = mulberry32(Number(options.seed));
const sampleMs = 1_000;
const collections = 100;
const megabyte = 2 ** 20;
const peakGrowthMax = 1.1;

const folder = mkdtempSync(join(tmpdir(), "semvec-churn-"));
const database = join(folder, "semvec.db");
const liveMemory = join(folder, "live-memory");
const server = await startWorker({
  databaseUrl: `sqlite:///${database}`,
  folder,
  env: {
    SEMVEC_MAX_SESSIONS: String(cap),
    SEMVEC_LIVE_MEMORY: liveMemory,
    NODE_OPTIONS: `--import ${new URL("support/live-memory.mjs", import.meta.url)}`,
  },
});
const problems = [];
const samples = [];
const sessionsPerCollection = Math.ceil(sessions / collections);
let next = 0;
const sampler = setInterval(() => samples.push(residentMegabytes()), sampleMs);
await Promise.all(Array.from({ length: Number(options.clients) }, storeSessions));
clearInterval(sampler);
const reloadMs = await reload();
const health = await (await fetch(`${server.url}/v1/health`)).json();
if ((await server.end("SIGTERM")) !== 0) problems.push("the service did not end well");
report();

async function storeSessions() {
  while (next < sessions && problems.length === 0) {
    const session = next++;
    const id = `churn-${session}`;
    const body = { turns: pairs(textsOf(session), random) };
    const created = await post(server.url, "/v1/session/create", { session_id: id, dimension: 8 });
    const stored = await post(server.url, `/v1/session/${id}/turns`, body);
    for (const answer of [created, stored]) {
      if (answer?.status !== 200) problems.push(`${id}: ${answer?.status}: ${answer?.body}`);
    }
    if (session % sessionsPerCollection === 0) server.signal("SIGUSR2");
    if (session % 10_000 === 9_999) progress(`${session + 1} sessions, ${samples.at(-1)} MB`);
  }
}

/** Reads sessions that have left memory long ago, and tells how long each took. */
async function reload() {
  const durations = [];
  const cold = Math.max(1, sessions - 2 * cap);
  for (let i = 0; i < Number(options.reloads); i++) {
    const session = Math.floor(random() * cold);
    const begun = performance.now();
    const { texts, status } = await readTexts(server.url, `churn-${session}`);
    durations.push(performance.now() - begun);
    const isWhole = JSON.stringify(texts) === JSON.stringify(textsOf(session));
    if (!isWhole) problems.push(`churn-${session}: ${status}, ${texts?.length} texts`);
  }
  return durations;
}

function textsOf(session) {
  return Array.from({ length: turns * 2 }, (_, i) => `session ${session} text ${i}`);
}

function residentMegabytes() {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"));
  return Math.round(Number(kibibytes) / 1024);
}

/** By least squares. */
function slopePercent(values) {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, y) => sum + y, 0) / n;
  const covariance = values.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0);
  const variance = values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  return (100 * (covariance / variance) * n) / meanY;
}

function report() {
  const live = readFileSync(liveMemory, "utf8").trim().split("\n").map(Number);
  const slope = slopePercent(lastQuarter(live));
  const before = Math.max(...samples.slice(0, Math.floor(samples.length * 0.75)));
  const lately = Math.max(...lastQuarter(samples));
  const p99 = percentile(reloadMs, 0.99);
  const gigabytes = (statSync(database).size / 1e9).toFixed(2);
  rmSync(folder, { recursive: true });
  const wrong = problems.length;
  if (live.length < collections / 2) problems.push(`memory was measured ${live.length} times`);
  if (!(slope <= Number(options["slope-percent"]))) problems.push(`memory grows: ${slope} %`);
  if (lately > before * peakGrowthMax) problems.push(`resident ${lately} MB after ${before} MB`);
  if (p99 > Number(options["reload-ms"])) problems.push(`a cold session takes ${p99} ms (p99)`);
  if (health.active_sessions > cap) problems.push(`${health.active_sessions} sessions in memory`);
  finish(
    "torture:churn",
    `${sessions} sessions of ${turns * 2} memories through ${cap} (${gigabytes} GB), ` +
      `${reloadMs.length} read again, ${wrong} lost or wrong, ` +
      `${Math.round(live.at(-1) / megabyte)} MB live at the end, ` +
      `slope of the last quarter ${slope.toFixed(1)} %, ` +
      `resident at most ${before} MB before it and ${lately} MB in it, ` +
      `cold session p50 ${percentile(reloadMs, 0.5)} ms, p99 ${p99} ms`,
    problems,
  );
}

function lastQuarter(values) {
  return values.slice(Math.floor(values.length * 0.75));
}
