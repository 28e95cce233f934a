// A rolling restart of three workers under a constant rate of requests: SIGTERM, drain, start, the
// next. Connections are kept alive, and neither the clients nor the balancer send anything twice.
//
//   npm run torture:rolling -- --restarts 20 --rate 200
//
// Every answer must be 200, every worker must end with 0, and everything stored is there once.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkFleet } from "./support/check-fleet.mjs";
import { ConstantLoad } from "./support/constant-load.mjs";
import { finish, percentile, progress, skip } from "./support/finish.mjs";
import { Fleet } from "./support/fleet.mjs";
import { Ledger } from "./support/ledger.mjs";
import { mulberry32 } from "./support/random.mjs";

const { values: options } = parseArgs({
  options: {
    restarts: { type: "string", default: "20" },
    rate: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
  },
});
const restarts = Number(options.restarts);
const rate = Number(options.rate);
const workerCount = 3;
/** Longer than the balancer needs to look away: its checks are 250 ms apart. */
const drainDelayS = 5;
/** From SIGTERM until the process is gone. */
const exitMsMax = 35_000;

const fleet = await Fleet.start({
  workers: workerCount,
  env: { SEMVEC_DRAIN_DELAY_S: String(drainDelayS) },
});
if (fleet === undefined) skip("torture:rolling", "there is no PostgreSQL");
else await torture().finally(() => fleet.close());

async function torture() {
  const ledger = new Ledger(join(fleet.folder, "ledger.jsonl"));
  const load = new ConstantLoad({
    url: fleet.url,
    rate,
    ledger,
    random: mulberry32(Number(options.seed)),
  });
  const problems = await load.open();
  const underLoad = load.run();
  const exits = [];
  for (let done = 1; done <= restarts; done++) {
    const { code, exitMs } = await fleet.restartOne(done % workerCount);
    exits.push(exitMs);
    if (code !== 0) problems.push(`a worker ended with ${code}`);
    if (exitMs > exitMsMax) problems.push(`a worker ended only after ${Math.round(exitMs)} ms`);
    progress(
      `restart ${done}/${restarts}: ${load.answered} requests, ${load.failures.length} failed`,
    );
  }
  load.stopped = true;
  await underLoad;
  const seconds = load.seconds;
  const checked = await checkFleet(fleet, ledger);
  const { acked } = ledger.counts();
  finish(
    "torture:rolling",
    `${restarts} restarts of ${workerCount} workers under ${Math.round(load.answered / seconds)} ` +
      `requests/s, ${load.answered} requests, ${load.failures.length} failed, ${acked} acked, ` +
      `${ledger.lost} lost, ${ledger.duplicated} duplicated, ` +
      `workers ended after at most ${percentile(exits, 1)} ms, ` +
      `p50 ${percentile(load.latencies, 0.5)} ms, p99 ${percentile(load.latencies, 0.99)} ms`,
    [...problems, ...load.failures, ...checked.problems],
  );
}
