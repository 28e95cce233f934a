// Four processes take tokens of one shared rate as fast as they can.
//
//   npm run torture:rates -- --seconds 60
//
// Each has the limiter of a worker, which reserves several tokens at once and spends them within a
// second. In no window of time are more granted than the rate of that window and a second more, and
// the burst, allow; and hardly one fewer.
import { parseArgs } from "node:util";
import { finish, skip } from "./support/finish.mjs";
import { HostProcess } from "./support/host-process.mjs";
import { openDatabase } from "./support/postgres.mjs";

const { values: options } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const seconds = Number(options.seconds);
const policy = { ratePerSecond: 400, burst: 200 };
/** A worker spends what it has reserved within so long. */
const reservationLifeMs = 1_000;
const processCount = 4;
const askersEach = 4;
const utilisationMin = 0.9;

const database = await openDatabase();
if (database === undefined) skip("torture:rates", "there is no PostgreSQL");
else await torture().finally(() => database.close());

async function torture() {
  const hosts = Array.from({ length: processCount }, () => new HostProcess(database.url));
  // Each has opened its store when the clock begins; another tenant's rate is another rate.
  await Promise.all(hosts.map((host) => host.ask({ kind: "take", tenant: "other", policy })));
  const begun = performance.now();
  const grants = [];
  let attempts = 0;
  const ask = async (host) => {
    while (performance.now() - begun < seconds * 1_000) {
      const askedMs = performance.now();
      const answer = await host.ask({ kind: "take", policy });
      attempts += 1;
      if (answer.allowed) grants.push({ askedMs, answeredMs: performance.now() });
      else await new Promise((resolve) => setTimeout(resolve, Math.min(answer.resetMs, 20)));
    }
  };
  const askers = hosts.flatMap((host) => Array.from({ length: askersEach }, () => ask(host)));
  await Promise.all(askers);
  await Promise.all(hosts.map((host) => host.end()));
  const possible = policy.ratePerSecond * seconds + policy.burst;
  const utilisation = grants.length / possible;
  const excess = windowsAbove(grants);
  const problems = excess.map(([from, to]) => `too many tokens from ${from} to ${to} ms`);
  if (utilisation < utilisationMin) problems.push(`only ${utilisation} of the rate was granted`);
  finish(
    "torture:rates",
    `${processCount} processes, ${attempts} attempts, ${grants.length} of ${possible} tokens ` +
      `granted (${(utilisation * 100).toFixed(1)} %), ${excess.length} windows above the rate`,
    problems,
  );
}

/**
 * Windows in which more was granted than allowed. When a token was granted is known within its
 * request: one counts for a window only if it was asked for and answered inside.
 */
function windowsAbove(grants) {
  const found = [];
  const byAnswer = [...grants].sort((a, b) => a.answeredMs - b.answeredMs);
  for (const { askedMs: fromMs } of grants) {
    let count = 0;
    for (const { askedMs, answeredMs } of byAnswer) {
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
