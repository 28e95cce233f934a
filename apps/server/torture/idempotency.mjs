// Many copies of each request under one idempotency key, all at once, to three hosts on one
// database, while hosts are killed with -9 and replaced.
//
//   npm run torture:idempotency -- --keys 2000 --copies 50
//
// Each key has one effect, every copy gets the same bytes, a copy with another fingerprint is seen
// to be another request, and another tenant's key is another key. Every copy says something else,
// so that a second execution would show.
import { parseArgs } from "node:util";
import { EntityHost, openStore } from "@semvec/persistence";
import { finish, progress, skip } from "./support/finish.mjs";
import { HostProcess } from "./support/host-process.mjs";
import { openDatabase, sql } from "./support/postgres.mjs";
import { mulberry32 } from "./support/random.mjs";
import { tallyMachine } from "./support/tally-machine.mjs";

const { values: options } = parseArgs({
  options: {
    keys: { type: "string", default: "2000" },
    copies: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
  },
});
const keys = Number(options.keys);
const copies = Number(options.copies);
const random = mulberry32(Number(options.seed));
const hostCount = 3;
const keysAtOnce = 4;
/** Share of the rounds in which a host is killed. */
const killShare = 0.2;
const entityCount = 16;

const database = await openDatabase();
if (database === undefined) skip("torture:idempotency", "there is no PostgreSQL");
else await torture().finally(() => database.close());

async function torture() {
  const problems = [];
  const hosts = Array.from({ length: hostCount }, () => new HostProcess(database.url));
  const tally = { kills: 0, replayed: 0, again: 0, mismatches: 0 };
  for (let key = 0; key < keys && problems.length === 0; key += keysAtOnce) {
    const round = Array.from({ length: Math.min(keysAtOnce, keys - key) }, (_, i) => key + i);
    const work = Promise.all(round.map((it) => askAll(hosts, it, tally, problems)));
    if (random() < killShare) {
      const index = Math.floor(random() * hostCount);
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
      const killed = hosts[index];
      hosts[index] = new HostProcess(database.url);
      await killed.kill();
      tally.kills += 1;
    }
    await work;
    if (key % 200 === 0) progress(`${key} keys, ${tally.kills} kills`);
  }
  await Promise.all(hosts.map((host) => host.end()));
  problems.push(...(await checkEffects()));
  finish(
    "torture:idempotency",
    `${copies} copies of ${keys} keys to ${hostCount} hosts on PostgreSQL, ${tally.kills} kills, ` +
      `${tally.again} copies sent again, ${tally.replayed} replays, ${tally.mismatches} ` +
      `mismatches seen, ${problems.length} keys with another number of effects than 1`,
    problems,
  );
}

/** Sends all copies of a key; what a host that died did not answer is sent again. */
async function askAll(hosts, key, tally, problems) {
  const command = { entity: `e${key % entityCount}`, key: `key-${key}` };
  const ask = async (copy) => {
    for (;;) {
      const nonce = `${key}/${copy}/${Math.floor(random() * 1e9)}`;
      const result = await hosts[copy % hostCount].ask({ ...command, nonce });
      // Busy, contended, or dead: nothing is known, and the same key may be sent again.
      if (result !== undefined && result.outcome !== "failed") return result;
      tally.again += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const results = await Promise.all(Array.from({ length: copies }, (_, copy) => ask(copy)));
  const bodies = new Set(results.map(({ body }) => body));
  if (bodies.size !== 1) problems.push(`key-${key}: ${[...bodies].join(" and ")}`);
  tally.replayed += results.filter(({ outcome }) => outcome === "replayed").length;
  const other = await askOne(hosts, { ...command, fingerprint: "other", nonce: "other" });
  if (other.outcome === "replayed" && other.fingerprint === "same") tally.mismatches += 1;
  else problems.push(`key-${key}: another request under it is ${JSON.stringify(other)}`);
}

async function askOne(hosts, command) {
  for (let turn = 0; ; turn++) {
    const result = await hosts[turn % hostCount].ask(command);
    if (result !== undefined && result.outcome !== "failed") return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function checkEffects() {
  const problems = [];
  const effects = new Map();
  const store = await openStore({ url: database.url });
  const host = new EntityHost({ store, machine: tallyMachine });
  for (let entity = 0; entity < Math.min(entityCount, keys); entity++) {
    const { seen } = await host.read("t", `e${entity}`, (state) => ({ seen: [...state.seen] }));
    for (const nonce of seen) {
      const [key] = nonce.split("/");
      effects.set(key, (effects.get(key) ?? 0) + 1);
    }
  }
  const foreign = await store.forTenant("another").findIdempotent("key-0");
  if (foreign !== undefined) problems.push("a key of another tenant is found");
  await host.drain();
  await store.close();
  for (let key = 0; key < keys; key++) {
    const count = effects.get(String(key)) ?? 0;
    if (count !== 1) problems.push(`key-${key} has ${count} effects`);
  }
  const [{ rows }] = await sql(database.url, "SELECT count(*)::int AS rows FROM idem");
  if (rows !== keys) problems.push(`${rows} stored answers of ${keys} keys`);
  return problems;
}
