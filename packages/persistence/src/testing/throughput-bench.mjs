// Durable ops a second through the whole store: `node throughput-bench.mjs <url> [writers] [s]`.
// It runs the built package. Every op is a random body of 1 800 bytes under one key of its own
// session; a writer sends the next when the last is on disk.
import { randomBytes } from "node:crypto";
import { openStore } from "../../dist/index.js";

const [url, writers = "32", seconds = "10"] = process.argv.slice(2);
const store = await openStore({ url });
const tenant = store.forTenant("bench");
const latencies = [];
const cpu = process.cpuUsage();
let stop = false;

await Promise.all([
  ...Array.from({ length: Number(writers) }, (_, index) => write(`e${process.pid}-${index}`)),
  new Promise((resolve) => {
    setTimeout(() => {
      stop = true;
      resolve();
    }, Number(seconds) * 1_000);
  }),
]);
const { user, system } = process.cpuUsage(cpu);
await store.close();

latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.floor(latencies.length * share)]?.toFixed(1);
console.log(
  `${Math.round(latencies.length / Number(seconds))} ops/s with ${writers} writers; ` +
    `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ` +
    `${Math.round((user + system) / latencies.length)} µs of processor an op in this process`,
);

async function write(entity) {
  let seq = 0;
  let prevHash = new Uint8Array(32);
  while (!stop) {
    const begun = performance.now();
    const result = await tenant.commit([
      {
        entity,
        kind: "bench",
        expectedSeq: seq,
        prevHash,
        opId: randomBytes(16),
        opKind: "bench",
        engineVersion: 1,
        atMs: Date.now(),
        body: randomBytes(1_800),
        ...(seq === 0 && { genesis: {} }),
      },
    ]);
    if (result.outcome !== "won") throw new Error(`a lone writer's commit is ${result.outcome}`);
    [{ seq, hash: prevHash }] = result.rows;
    latencies.push(performance.now() - begun);
  }
}
