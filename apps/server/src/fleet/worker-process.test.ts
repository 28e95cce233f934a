import cluster from "node:cluster";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { temporaryDirectory } from "../testing/test-server.js";
import { WorkerProcess } from "./worker-process.js";

const directory = temporaryDirectory();
const exec = join(directory.path, "worker.mjs");
const settings = { exec, args: [], execArgv: [] };

beforeAll(() => {
  writeFileSync(exec, 'process.send({ type: "ready" }); setInterval(() => {}, 1_000);');
});

afterAll(() => directory.remove());

test("a worker that dies as it is to hand over harms nobody else", async () => {
  cluster.setupPrimary(settings);
  const worker = new WorkerProcess({});
  await worker.ready;
  process.kill(worker.pid as number, "SIGKILL");
  // The process is gone, and nothing of it has been heard yet.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  worker.handOver();
  expect(await worker.exited).toEqual({ code: null, signal: "SIGKILL" });
});

test("a worker that cannot be started has ended", async () => {
  cluster.setupPrimary({ ...settings, cwd: join(directory.path, "nowhere") });
  const worker = new WorkerProcess({});
  expect(await worker.ready).toBeUndefined();
  expect(await worker.exited).toEqual({ code: null, signal: null });
});
