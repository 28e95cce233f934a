// Four processes, whose clocks jump by up to a day, take tokens of one shared rate as fast as they
// can: millions of attempts in a minute.
//
//   npm run torture:rates -- --seconds 60
//
// Each has the limiter of a worker, which reserves several tokens at once and spends them within a
// second. In no window of time are more granted than the rate of that window and a second more, and
// the burst, allow; and hardly one fewer.
import { parseArgs } from "node:util";
import { finish, skip } from "./support/finish.mjs";
import { HostProcess, machineMs } from "./support/host-process.mjs";
import { openDatabase } from "./support/postgres.mjs";

const { values: options } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const seconds = Number(options.seconds);
/** One that keeps the database busy, and one that refuses most without it. */
const policies = [
  { ratePerSecond: 400, burst: 200 },
  { ratePerSecond: 20, burst: 40 },
];
/** A worker spends what it has reserved within so long. */
const reservationLifeMs = 1_000;
const processCount = 4;
const askersEach = 4;
const utilisationMin = 0.9;

const database = await openDatabase();
if (database === undefined) skip("torture:rates", "there is no PostgreSQL");
else await torture().finally(() => database.close());

async function torture() {
  const hosts = Array.from(
    { length: processCount },
    () => new HostProcess(database.url, { clockJumps: true }),
  );
  const runs = [];
  for (const policy of policies) runs.push(await takeAll(hosts, policy));
  await Promise.all(hosts.map((host) => host.end()));
  const attempts = runs.reduce((sum, run) => sum + run.attempts, 0);
  finish(
    "torture:rates",
    `${processCount} processes with jumping clocks, ${attempts} attempts: ` +
      runs.map((run) => run.summary).join("; "),
    runs.flatMap((run) => run.problems),
  );
}

/** All processes take from one rate for half of the time. */
async function takeAll(hosts, policy) {
  const tenant = `at-${policy.ratePerSecond}`;
  const ask = (host, untilMs) => host.ask({ kind: "take", tenant, policy, untilMs });
  // Each has opened its store when the time begins.
  const first = await Promise.all(hosts.map((host) => ask(host, 0)));
  const untilMs = machineMs() + seconds * 500;
  const askers = hosts.flatMap((host) => Array.from({ length: askersEach }, () => host));
  const answers = [...first, ...(await Promise.all(askers.map((host) => ask(host, untilMs))))];
  const grants = answers.flatMap((answer) => answer.grants);
  const possible = policy.ratePerSecond * (seconds / 2) + policy.burst;
  const utilisation = grants.length / possible;
  const excess = windowsAbove(grants, policy);
  const problems = excess.map(([from, to]) => `too many tokens from ${from} to ${to} ms`);
  if (utilisation < utilisationMin) problems.push(`only ${utilisation} of the rate was granted`);
  return {
    attempts: answers.reduce((sum, answer) => sum + answer.attempts, 0),
    summary:
      `${grants.length} of ${possible} tokens granted (${(utilisation * 100).toFixed(1)} %), ` +
      `${excess.length} windows above the rate`,
    problems,
  };
}

/**
 * Windows in which more was granted than allowed. When a token was granted is known within its
 * request: one counts for a window only if it was asked for and answered inside.
 */
function windowsAbove(grants, policy) {
  const found = [];
  const byAnswer = [...grants].sort(([, a], [, b]) => a - b);
  for (const [fromMs] of grants) {
    let count = 0;
    for (const [askedMs, answeredMs] of byAnswer) {
      if (askedMs < fromMs) continue;
      count += 1;
      const spanMs = answeredMs - fromMs + reservationLifeMs;
      const most = policy.burst + (policy.ratePerSecond * spanMs) / 1_000;
      // A whole burst adds up to its span only within rounding.
      if (count > most + 1e-3) found.push([Math.round(fromMs), Math.round(answeredMs)]);
    }
  }
  return found;
}
