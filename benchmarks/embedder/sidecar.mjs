// Texts a second, CPU a text and memory of 1 and 3 clients, each with a model of its own and then
// with one sidecar for all. Linux: reads /proc. Build first.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const textsPerClient = 3_000;
/** Clock ticks of /proc, which Linux fixes at 100 a second for user space. */
const msPerTick = 10;

const address = `unix:${join(tmpdir(), `semvec-bench-${process.pid}.sock`)}`;
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const client = fileURLToPath(new URL("./embed-client.mjs", import.meta.url));

console.log("mode     clients  texts/s  CPU ms a text: clients  sidecar  MB: clients  sidecar");
for (const mode of ["inline", "sidecar"]) {
  for (const count of [1, 3]) console.log(await measure(mode, count));
}

async function measure(mode, count) {
  const sidecar = mode === "sidecar" ? await startSidecar() : undefined;
  const clients = Array.from({ length: count }, () => fork(client, [mode, address]));
  await Promise.all(clients.map((it) => once(it, "message")));
  const groups = [clients.flatMap(({ pid }) => family(pid)), sidecar ? family(sidecar.pid) : []];
  const before = groups.map(cpuMs);
  const startedMs = performance.now();
  const done = Promise.all(clients.map((it) => once(it, "message")));
  for (const it of clients) it.send(textsPerClient);
  await done;
  const texts = count * textsPerClient;
  const rate = Math.round((texts / (performance.now() - startedMs)) * 1000);
  const cpu = groups.map((group, i) => ((cpuMs(group) - before[i]) / texts).toFixed(2));
  const memory = groups.map(residentMb);
  const exits = Promise.all(clients.map((it) => once(it, "exit")));
  for (const it of clients) it.send(0);
  await exits;
  if (sidecar !== undefined) {
    const exit = once(sidecar, "exit");
    sidecar.kill("SIGTERM");
    await exit;
  }
  const cells = [mode.padEnd(7), count, rate, ...cpu, ...memory];
  const widths = [7, 9, 9, 24, 9, 13, 9];
  return cells.map((cell, i) => String(cell).padStart(widths[i])).join("");
}

async function startSidecar() {
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, [command, "embedder", "--listen", address], { stdio });
  await once(child.stdout, "data");
  return child;
}

/** A process and its descendants. */
function family(pid) {
  const children = readdirSync("/proc").filter(
    (name) => /^\d+$/.test(name) && parentOf(name) === pid,
  );
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

function parentOf(pid) {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return undefined;
  }
}

/** Fields of /proc/PID/stat after the name, which may hold spaces. */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function cpuMs(pids) {
  return pids.reduce((sum, pid) => {
    const fields = statOf(pid);
    return sum + (Number(fields[11]) + Number(fields[12])) * msPerTick;
  }, 0);
}

function residentMb(pids) {
  const kilobytes = pids.map((pid) => {
    const [, size] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(size);
  });
  return Math.round(kilobytes.reduce((sum, size) => sum + size, 0) / 1024);
}
