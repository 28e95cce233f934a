// Three workers on PostgreSQL behind a balancer without affinity; workers are killed with -9 at
// random moments and replaced, while writers repeat what they do not know the outcome of.
//
//   npm run torture:workers -- --kills 50 --writers 16 --seed 1
//
// Any worker serves any session: after an acknowledged write, another worker is asked at once.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkFleet } from "./support/check-fleet.mjs";
import { finish, progress, skip } from "./support/finish.mjs";
import { Fleet } from "./support/fleet.mjs";
import { Ledger } from "./support/ledger.mjs";
import { OtherWorkerReader } from "./support/other-worker-reader.mjs";
import { mulberry32 } from "./support/random.mjs";
import { runWriter } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    writers: { type: "string", default: "16" },
    seed: { type: "string", default: "1" },
  },
});
const kills = Number(options.kills);
const random = mulberry32(Number(options.seed));
const upMsMax = 1_500;
const workerCount = 3;
/** Kills after which writers move to new sessions, so that no session outgrows its bound. */
const killsPerSession = 5;

const fleet = await Fleet.start({ workers: workerCount });
if (fleet === undefined) skip("torture:workers", "there is no PostgreSQL");
else await torture().finally(() => fleet.close());

async function torture() {
  const ledger = new Ledger(join(fleet.folder, "ledger.jsonl"));
  const reader = new OtherWorkerReader(() => fleet.workers, random);
  const problems = [];
  for (let kill = 0; kill < kills && problems.length === 0; ) {
    const stop = { requested: false };
    const block = Math.floor(kill / killsPerSession);
    const writers = Array.from({ length: Number(options.writers) }, (_, writer) =>
      runWriter({
        targets: () => fleet.url,
        session: `w${writer}-b${block}`,
        ledger,
        random,
        stop,
        repeats: true,
        onAcked: (session, texts) => reader.expect(session, texts),
      }),
    );
    for (const last = Math.min(kills, kill + killsPerSession); kill < last; kill++) {
      await new Promise((resolve) => setTimeout(resolve, random() * upMsMax));
      await fleet.killOne(Math.floor(random() * workerCount));
    }
    stop.requested = true;
    await Promise.all(writers);
    problems.push(...fleet.problems(), ...reader.problems.splice(0));
    const { acked, repeated } = ledger.counts();
    progress(`kill ${kill}/${kills}: ${acked} acked, ${repeated} sent again`);
  }
  const checked = await checkFleet(fleet, ledger);
  problems.push(...checked.problems);
  const { acked, repeated, unknown } = ledger.counts();
  finish(
    "torture:workers",
    `${kills} kills of ${workerCount} workers on PostgreSQL, ${acked} acked (${repeated} sent ` +
      `again), ${ledger.lost} lost, ${ledger.duplicated} duplicated, ${unknown} unknown, ` +
      `${reader.reads} reads through another worker, ${reader.stale} stale, ${checked.agreed} of ` +
      `${ledger.sessions().length} sessions replay to the state that all workers tell`,
    problems,
  );
}
