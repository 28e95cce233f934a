// A PostgreSQL server of its own is crashed and restarted under load, its connections are ended,
// and connections are cut in the middle of commits.
//
//   npm run torture:postgres -- --restarts 100 --writers 16 --seed 1
//
// Workers answer with 503 meanwhile and nothing else: with Retry-After when nothing was written,
// without it when the database did not say. They serve again within two seconds after the
// database does, never exit, and nothing is lost or made twice.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AnswerCheck } from "./support/answer-check.mjs";
import { checkFleet } from "./support/check-fleet.mjs";
import { CuttingProxy } from "./support/cutting-proxy.mjs";
import { finish, percentile, progress, skip } from "./support/finish.mjs";
import { Fleet } from "./support/fleet.mjs";
import { Ledger } from "./support/ledger.mjs";
import { sql, startCluster } from "./support/postgres.mjs";
import { mulberry32 } from "./support/random.mjs";
import { post, runWriter } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    restarts: { type: "string", default: "100" },
    writers: { type: "string", default: "16" },
    seed: { type: "string", default: "1" },
  },
});
const restarts = Number(options.restarts);
const random = mulberry32(Number(options.seed));
const workerCount = 2;
const loadMsMax = 1_000;
const cutShare = 0.1;
const recoveryMsMax = 2_000;
/** Restarts after which writers move to new sessions, so that no session outgrows its bound. */
const restartsPerSession = 5;

const cluster = await startCluster();
if (cluster === undefined) skip("torture:postgres", "initdb and pg_ctl are missing");
else await torture();

async function torture() {
  const proxy = await CuttingProxy.start(cluster.url);
  const close = async () => {
    proxy.close();
    await cluster.close();
  };
  const database = { url: cluster.url, close };
  const fleet = await Fleet.start({ workers: workerCount, database, workersUrl: proxy.url });
  await tortureFleet(fleet, proxy).finally(() => fleet.close());
}

async function tortureFleet(fleet, proxy) {
  const ledger = new Ledger(join(fleet.folder, "ledger.jsonl"));
  const answers = new AnswerCheck();
  const problems = [];
  const recoveries = [];
  let ended = 0;
  for (let done = 0; done < restarts && problems.length === 0; ) {
    const stop = { requested: false };
    const writers = startWriters(fleet, ledger, answers, done, stop);
    for (const last = Math.min(restarts, done + restartsPerSession); done < last; done++) {
      proxy.decide = () => (random() < cutShare ? ["before", "after"][done % 2] : undefined);
      await pause(random() * loadMsMax);
      ended += await endConnections();
      await pause(random() * loadMsMax);
      proxy.decide = () => undefined;
      await cluster.crash();
      recoveries.push(
        ...(await Promise.all(fleet.workers.map(({ url }) => recovery(url, ledger)))),
      );
    }
    stop.requested = true;
    await Promise.all(writers);
    problems.push(...fleet.problems(), ...answers.problems.splice(0));
    progress(`restart ${done}/${restarts}: ${ledger.counts().acked} acked, ${proxy.cuts} cuts`);
  }
  const slow = recoveries.filter((ms) => ms > recoveryMsMax);
  if (slow.length > 0) problems.push(`workers were back after ${slow.map(Math.round)} ms`);
  const checked = await checkFleet(fleet, ledger);
  const { acked, repeated, unknown } = ledger.counts();
  finish(
    "torture:postgres",
    `${restarts} crashes, ${ended} connections ended and ${proxy.cuts} cut in a commit, ` +
      `${acked} acked (${repeated} sent again), ${ledger.lost} lost, ${ledger.duplicated} ` +
      `duplicated, ${unknown} unknown, ${answers.unavailable} answers of 503, ` +
      `${answers.problems.length} other errors, serving again after p50 ` +
      `${percentile(recoveries, 0.5)} ms, at most ${percentile(recoveries, 1)} ms`,
    [...problems, ...checked.problems],
  );
}

function startWriters(fleet, ledger, answers, done, stop) {
  const block = Math.floor(done / restartsPerSession);
  const targets = () => fleet.workers[Math.floor(random() * workerCount)].url;
  const onAnswer = (answer) => answers.take(answer);
  return Array.from({ length: Number(options.writers) }, (_, writer) =>
    runWriter({
      ...{ targets, onAnswer, ledger, random, stop, repeats: true },
      session: `w${writer}-b${block}`,
    }),
  );
}

/** Ends every connection of the workers on the server's side; tells how many there were. */
async function endConnections() {
  const rows = await sql(
    cluster.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'semvec/%'`,
  );
  return rows.length;
}

/** How long after the database answers a worker commits again. */
async function recovery(url, ledger) {
  while ((await sql(cluster.url, "SELECT 1").catch(() => undefined)) === undefined) await pause(5);
  const begun = performance.now();
  const session = `probe-${new URL(url).port}-${Math.round(begun)}`;
  for (;;) {
    const body = { session_id: session, dimension: 8 };
    const answer = await post(url, "/v1/session/create", body);
    if (answer?.status === 200) break;
    await pause(10);
  }
  ledger.created(session);
  return performance.now() - begun;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
