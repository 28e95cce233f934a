// Every op of many sources tells one target of itself through the outbox; hosts with relays are
// killed with -9 and replaced.
//
//   npm run torture:outbox -- --kills 50
//
// Every op is told to the target exactly once, and soon: also what a killed host had claimed. How
// soon is read off the log, before anybody is killed: from the op to the target's op that tells it.
import { parseArgs } from "node:util";
import { EntityHost, openStore } from "@semvec/persistence";
import { finish, percentile, progress, skip } from "./support/finish.mjs";
import { HostProcess } from "./support/host-process.mjs";
import { openDatabase, sql } from "./support/postgres.mjs";
import { mulberry32 } from "./support/random.mjs";
import { tallyMachine } from "./support/tally-machine.mjs";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    // From an op to what it tells, for 99 in 100, while nobody is killed.
    "told-ms": { type: "string", default: "1000" },
  },
});
const kills = Number(options.kills);
const random = mulberry32(Number(options.seed));
const hostCount = 3;
const sourceCount = 12;
const upMsMax = 1_000;
/** Nobody is killed so long; the target then hears of some 30 ops a second, and keeps up. */
const calmMs = 10_000;
const calmPauseMs = 400;
/** Between two ops of a source while hosts are killed: more than one target can be told at once. */
const pauseMs = 10;
/** From a kill until the outbox is empty. */
const drainedMsMax = 5_000;

const database = await openDatabase();
if (database === undefined) skip("torture:outbox", "there is no PostgreSQL");
else await torture().finally(() => database.close());

async function torture() {
  const problems = [];
  const newHost = () => new HostProcess(database.url, { outbox: true });
  const hosts = Array.from({ length: hostCount }, newHost);
  await hosts[0].ask({ entity: "target", nonce: "genesis" });
  const calm = { requested: false };
  const calmWriters = Array.from({ length: sourceCount }, (_, i) =>
    writeOn(hosts, `c${i}`, calm, calmPauseMs),
  );
  await pause(calmMs);
  calm.requested = true;
  await Promise.all(calmWriters);
  while ((await waiting()) > 0) await pause(20);
  const toldMs = await delays();
  if (percentile(toldMs, 0.99) > Number(options["told-ms"])) problems.push("events are told late");
  const drained = [];
  for (let kill = 0; kill < kills; kill++) {
    const stop = { requested: false };
    const writers = Array.from({ length: sourceCount }, (_, i) => writeOn(hosts, `s${i}`, stop));
    await pause(random() * upMsMax);
    const index = kill % hostCount;
    const killed = hosts[index];
    hosts[index] = newHost();
    await killed.kill();
    const begun = performance.now();
    stop.requested = true;
    await Promise.all(writers);
    while ((await waiting()) > 0) await pause(20);
    drained.push(performance.now() - begun);
    progress(`kill ${kill + 1}/${kills}: empty after ${Math.round(drained.at(-1))} ms`);
  }
  await Promise.all(hosts.map((host) => host.end()));
  const slow = drained.filter((ms) => ms > drainedMsMax);
  if (slow.length > 0) problems.push(`the outbox was empty after ${slow.map(Math.round)} ms`);
  const { told, lost, repeated } = await checkTarget();
  if (lost + repeated > 0) problems.push(`${lost} events lost, ${repeated} told twice`);
  finish(
    "torture:outbox",
    `${kills} kills of ${hostCount} relays on PostgreSQL, ${told} events, told at 30 a second ` +
      `p50 ${percentile(toldMs, 0.5)} ms, p99 ${percentile(toldMs, 0.99)} ms, ${lost} lost, ` +
      `${repeated} duplicated, all told p50 ${percentile(drained, 0.5)} ms after a kill, at ` +
      `most ${percentile(drained, 1)} ms`,
    problems,
  );
}

async function writeOn(hosts, entity, stop, betweenMs = pauseMs) {
  for (let n = 0; !stop.requested; n++) {
    await hosts[Math.floor(random() * hostCount)].ask({ entity, nonce: String(n) });
    await pause(betweenMs);
  }
}

/** Milliseconds from each op to the target's op that tells it. */
async function delays() {
  const store = await openStore({ url: database.url });
  const host = new EntityHost({ store, machine: tallyMachine });
  const seen = await host.read("t", "target", (state) => state.seen);
  const rows = await sql(database.url, "SELECT entity, seq, ts_ms::float8 AS at FROM op");
  const times = new Map(rows.map(({ entity, seq, at }) => [`${entity}/${seq}`, at]));
  await host.drain();
  await store.close();
  // The first is the target's genesis.
  return seen.slice(1).map((name, i) => times.get(`target/${i + 2}`) - times.get(name));
}

async function waiting() {
  const [{ rows }] = await sql(database.url, "SELECT count(*)::int AS rows FROM outbox");
  return rows;
}

async function checkTarget() {
  const store = await openStore({ url: database.url });
  const host = new EntityHost({ store, machine: tallyMachine });
  const seen = await host.read("t", "target", (state) => state.seen.slice(1));
  let lost = 0;
  const told = new Set(seen);
  for (let i = 0; i < sourceCount; i++) {
    const { seq } = (await store.forTenant("t").head(`s${i}`)) ?? { seq: 0 };
    for (let n = 1; n <= seq; n++) if (!told.has(`s${i}/${n}`)) lost += 1;
  }
  await host.drain();
  await store.close();
  return { told: told.size, lost, repeated: seen.length - told.size };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
