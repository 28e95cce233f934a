// Power loss on SQLite. Every write, truncation and sync of a process under load is recorded by
// strace, and the files are put together as a disk may hold them when the power goes: whatever was
// synced, and of what was not, any sectors of any writes.
//
//   npm run torture:power -- --images 10000 --ops 2000 --seed 1
//
// Images are taken around the syncs. Each opens, is consistent by SQLite's own check and by the
// log's hashes, and holds every op that was acknowledged before. File names and sizes are taken
// for durable, as on a journalling file system; the shared memory file is not kept.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EntityHost, openStore } from "@semvec/persistence";
import { DiskModel } from "./support/disk-model.mjs";
import { finish, progress, skip } from "./support/finish.mjs";
import { mulberry32 } from "./support/random.mjs";
import { diskCalls } from "./support/strace-log.mjs";
import { tallyMachine } from "./support/tally-machine.mjs";

const { values: options } = parseArgs({
  options: {
    images: { type: "string", default: "10000" },
    ops: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
  },
});
const images = Number(options.images);
const random = mulberry32(Number(options.seed));
const manifest = fileURLToPath(import.meta.resolve("@semvec/persistence/package.json"));
const Database = createRequire(manifest)("better-sqlite3");
const writer = fileURLToPath(new URL("./support/power-writer.mjs", import.meta.url));

if (spawnSync("strace", ["-V"]).status !== 0) skip("torture:power", "strace is missing");
else await torture();

async function torture() {
  const folder = mkdtempSync(join(tmpdir(), "semvec-power-"));
  const trace = join(folder, "trace");
  await record(folder, trace);
  const boundaries = await countBoundaries(trace);
  const each = images / boundaries;
  const problems = [];
  const disk = new DiskModel(random);
  const acked = new Map();
  const tally = { images: 0, unsynced: 0, acked: 0 };
  let owed = 0;
  for await (const call of diskCalls(trace)) {
    if (call.kind === "ack") {
      acked.set(call.entity, call.seq);
      tally.acked += 1;
      continue;
    }
    // Before a sync the most is at stake; whatever was acknowledged must be there all the same.
    if (call.kind === "sync") {
      for (owed += each; owed >= 1 && problems.length === 0; owed--) {
        const unsynced = disk.unsyncedWrites;
        if (unsynced > 0) tally.unsynced += 1;
        tally.images += 1;
        problems.push(...(await checkImage(join(folder, "image"), disk.image(), acked)));
        if (tally.images % 500 === 0) progress(`${tally.images}/${images} images`);
      }
    }
    disk.take(call);
  }
  rmSync(folder, { recursive: true });
  const isShort = problems.length === 0 && tally.images < Math.floor(images * 0.99);
  if (isShort) problems.push(`only ${tally.images} of ${images} images were made`);
  if (tally.acked < Number(options.ops)) problems.push(`only ${tally.acked} ops were acknowledged`);
  finish(
    "torture:power",
    `${tally.images} images around ${boundaries} syncs (${tally.unsynced} with writes that were ` +
      `not synced), ${tally.acked} acked, ${problems.length} lost or inconsistent`,
    problems,
  );
}

async function record(folder, trace) {
  const calls = "trace=pwrite64,write,ftruncate,fdatasync,fsync,unlink";
  const how = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", "70000000", "-e", calls, "-o", trace];
  const args = [...how, process.execPath, writer, join(folder, "disk"), options.ops];
  mkdirSync(join(folder, "disk"));
  const child = spawn("strace", args, { stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`strace ended with ${code}`);
}

async function countBoundaries(trace) {
  let count = 0;
  for await (const { kind } of diskCalls(trace)) if (kind === "sync") count += 1;
  return count;
}

async function checkImage(folder, files, acked) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const path = join(folder, "semvec.db");
  const problems = [];
  try {
    const store = await openStore({ url: `sqlite:///${path}` });
    const host = new EntityHost({ store, machine: tallyMachine });
    for (const [entity, seq] of acked) {
      const head = await store.forTenant("t").head(entity);
      if (!(head?.seq >= seq))
        problems.push(`${entity}: ${head?.seq} ops, where ${seq} were acked`);
    }
    // The last ones are those that were being written; the others were looked at before.
    for (const entity of [...acked.keys()].slice(-4)) {
      const { matches } = await host.verify("t", entity);
      if (!matches) problems.push(`${entity}: replays to another state`);
      await store.forTenant("t").verify(entity);
    }
    await host.drain();
    await store.close();
    const db = new Database(path);
    const check = db.pragma("integrity_check", { simple: true });
    db.close();
    if (check !== "ok") problems.push(`integrity_check: ${check}`);
  } catch (error) {
    problems.push(`an image does not open: ${error.stack}`);
  }
  return problems;
}
