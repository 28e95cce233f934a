// One worker is stopped (SIGSTOP) in the middle of its writes while another goes on with the same
// sessions; then it continues (SIGCONT) with what it remembers.
//
//   npm run torture:pause -- --pauses 20 --seed 1
//
// Nothing that the first one wakes up with may overwrite, repeat or lose what was written since,
// and nothing it tells afterwards may be old.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkFleet } from "./support/check-fleet.mjs";
import { finish, progress, skip } from "./support/finish.mjs";
import { Fleet } from "./support/fleet.mjs";
import { Ledger } from "./support/ledger.mjs";
import { mulberry32 } from "./support/random.mjs";
import { post, readTexts, runWriter, turnOf } from "./support/writer.mjs";

const { values: options } = parseArgs({
  options: {
    pauses: { type: "string", default: "20" },
    writers: { type: "string", default: "8" },
    seconds: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
  },
});
const pauses = Number(options.pauses);
const random = mulberry32(Number(options.seed));
const upMsMax = 500;
/** Pauses after which new sessions are used, so that none outgrows its bound. */
const pausesPerSession = 10;

const fleet = await Fleet.start({ workers: 2 });
if (fleet === undefined) skip("torture:pause", "there is no PostgreSQL");
else await torture().finally(() => fleet.close());

async function torture() {
  const [first, second] = fleet.workers;
  const ledger = new Ledger(join(fleet.folder, "ledger.jsonl"));
  const problems = [];
  let written = 0;
  let stale = 0;
  for (let pause = 0; pause < pauses && problems.length === 0; pause++) {
    const block = Math.floor(pause / pausesPerSession);
    const sessions = Array.from({ length: Number(options.writers) }, (_, i) => `w${i}-b${block}`);
    const stop = { requested: false };
    for (const session of sessions) {
      const body = { session_id: session, dimension: 8 };
      const answer = await post(first.url, "/v1/session/create", body);
      if (answer?.status === 200) ledger.created(session);
    }
    // Writers of the first worker do not repeat: what it had under way when it was stopped comes
    // back to them when it goes on.
    const targets = () => first.url;
    const writers = sessions.map((session) =>
      runWriter({ targets, session, ledger, random, stop }),
    );
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * upMsMax));
    first.signal("SIGSTOP");
    const others = await writeThrough(second, sessions, pause);
    written += others.length;
    stop.requested = true;
    first.signal("SIGCONT");
    await Promise.all(writers);
    for (const { session, texts } of others) {
      const told = await readTexts(first.url, session);
      if (texts.every((text) => told.texts?.includes(text))) continue;
      stale += 1;
      problems.push(`${session}: the worker that was stopped does not know of ${texts}`);
    }
    progress(`pause ${pause + 1}/${pauses}: ${written} acked meanwhile`);
  }
  const checked = await checkFleet(fleet, ledger);
  const { acked, unknown } = ledger.counts();
  finish(
    "torture:pause",
    `${pauses} pauses of a worker on PostgreSQL, ${acked - written} acked by it and ${written} by ` +
      `another meanwhile, ${stale} stale, ${ledger.lost} lost, ${ledger.duplicated} duplicated, ` +
      `${unknown} unknown`,
    [...problems, ...checked.problems],
  );

  /** Writes to every session through a worker, for a while; tells what was acknowledged. */
  async function writeThrough(worker, sessions, pause) {
    const acked = [];
    const until = performance.now() + Number(options.seconds) * 1_000;
    const write = async (session) => {
      for (let round = 0; performance.now() < until; round++) {
        const texts = ["a", "b"].map((part) => `meanwhile ${pause} ${session} ${round} ${part}`);
        const sent = ledger.sent(session, texts, "other");
        const answer = await post(worker.url, "/v1/store", turnOf(session, texts, random));
        // A transaction of the stopped worker may hold the session's place: 503, nothing written.
        if (answer?.status === 200) {
          ledger.acked(sent);
          acked.push({ session, texts });
        } else if (answer?.status !== 503) problems.push(`${answer?.status}: ${answer?.body}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await Promise.all(sessions.map(write));
    return acked;
  }
}
