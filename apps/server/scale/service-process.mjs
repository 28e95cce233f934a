import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const pollMs = 10;

/** Starts the compiled service on a free port, and waits until it is ready. */
export async function startService(database, folder, env) {
  const begun = performance.now();
  const child = spawn(process.execPath, [main], {
    env: {
      PORT: "0",
      DATABASE_URL: database,
      SEMVEC_DATA_DIR: folder,
      SEMVEC_LOG_LEVEL: "error",
      SEMVEC_DRAIN_DELAY_S: "0",
      SEMVEC_RATE_PRO: "100000/100000",
      SEMVEC_RATE_CEILING: "100000",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  // A script that fails leaves nothing running.
  process.once("exit", () => child.kill("SIGKILL"));
  let banner = "";
  for await (const chunk of child.stdout) {
    banner += chunk;
    if (banner.includes("curl")) break;
  }
  const url = /http:\/\/[\d.]+:\d+/.exec(banner)[0];
  const token = /^eyJ\S+$/m.exec(banner)[0];
  while ((await fetch(`${url}/v1/readyz`)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const readyMs = performance.now() - begun;
  const headers = { "X-API-Key": token, "Content-Type": "application/json" };
  return {
    readyMs,
    async post(path, body) {
      const request = { method: "POST", headers, body: JSON.stringify(body) };
      const answer = await fetch(`${url}${path}`, request);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return JSON.parse(text);
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
