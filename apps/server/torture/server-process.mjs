import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const readyMsMax = 30_000;

/**
 * Starts the service on a free port, over the database in a folder, and waits until it is ready.
 * Whoever sends no token is the tenant `anon`.
 */
export async function startServer(folder) {
  const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const begun = performance.now();
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      NODE_ENV: "test",
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: `sqlite:///${databaseIn(folder)}`,
      SEMVEC_DATA_DIR: folder,
      SEMVEC_ALLOW_ANONYMOUS: "1",
      SEMVEC_EMBEDDER: "none",
      SEMVEC_LOG_LEVEL: "error",
      SEMVEC_RATE_PRO: "none",
      SEMVEC_RATE_CEILING: "100000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`not ready: ${output}`)), readyMsMax);
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = /https?:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code} before it was ready: ${output}`));
    });
  });
  for (;;) {
    const answer = await fetch(`${url}/v1/readyz`).catch(() => undefined);
    await answer?.text();
    if (answer?.status === 200) break;
  }
  const readyMs = performance.now() - begun;
  const end = async (signal) => {
    child.kill(signal);
    await exited;
  };
  return { url, readyMs, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

/** The database file of a folder. */
export function databaseIn(folder) {
  return join(folder, "semvec.db");
}
