import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const readyMsMax = 120_000;
const readyPollMs = 20;

/**
 * Starts the built service as a process of its own on a free port of loopback, and waits until it
 * is ready. Clients bring the vectors, nobody signs in, and no rate is in the way.
 *
 * @param databaseUrl what `DATABASE_URL` is
 * @param folder where its secret is; workers of one fleet share it
 * @param env what this run sets besides
 * @param killAfterMs when it is killed, ready or not
 */
export async function startWorker({ databaseUrl, folder, env = {}, killAfterMs }) {
  const begun = performance.now();
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main], {
    env: {
      ...process.env,
      NODE_ENV: "test",
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: databaseUrl,
      SEMVEC_DATA_DIR: folder,
      SEMVEC_ALLOW_ANONYMOUS: "1",
      SEMVEC_EMBEDDER: "none",
      SEMVEC_LOG_LEVEL: "error",
      SEMVEC_RATE_PRO: "none",
      SEMVEC_RATE_CEILING: "100000",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // No worker outlives the run, however that ends.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  if (killAfterMs !== undefined) setTimeout(kill, killAfterMs);
  const log = [];
  child.stderr.on("data", (chunk) => log.push(...String(chunk).split("\n").filter(Boolean)));
  const worker = { pid: child.pid, url: "", exited: false, exitCode: undefined, readyMs: 0, log };
  const exit = new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      process.off("exit", kill);
      worker.exited = true;
      worker.exitCode = code ?? signal;
      resolve(worker.exitCode);
    });
  });
  worker.url = await listening(child, exit, log);
  while (!(await isReady(worker.url))) {
    if (worker.exited) throw new Error(`the worker ended before it was ready: ${log.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, readyPollMs));
  }
  worker.readyMs = performance.now() - begun;
  /** Sends a signal; `end` waits for the exit and tells its code. */
  worker.signal = (name) => child.kill(name);
  worker.end = (name) => {
    child.kill(name);
    return exit;
  };
  return worker;
}

/** Whether a worker says that it should get traffic. */
export async function isReady(url, timeoutMs = 5_000) {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(`${url}/v1/readyz`, { signal });
    await answer.text();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function listening(child, exit, log) {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`not listening: ${output}`)), readyMsMax);
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = /https?:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    exit.then((code) => {
      clearTimeout(timer);
      reject(new Error(`the worker ended with ${code} before it was ready: ${log.join("\n")}`));
    });
  });
}
