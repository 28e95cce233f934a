// Starts the service where loopback is the only network there is, and runs a turn with the real
// embedder: nothing may be fetched. Linux with `unshare` and `ip` only; elsewhere it is skipped.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const inside = process.argv.includes("--inside");
if (inside) await runTurn();
else isolate();

function isolate() {
  const enter = ["-n", "sh", "-c", "ip link set lo up"];
  if (spawnSync("unshare", enter).status !== 0) {
    console.log("skipped: a start on loopback alone (needs unshare and ip, as root)");
    console.log("0 passed, 0 failed, 1 skipped");
    return;
  }
  const script = fileURLToPath(import.meta.url);
  const command = `ip link set lo up && exec "${process.execPath}" "${script}" --inside`;
  const { status } = spawnSync("unshare", ["-n", "sh", "-c", command], { stdio: "inherit" });
  console.log(status === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
  process.exitCode = status ?? 1;
}

async function runTurn() {
  const { loadConfig, serve } = await import("../apps/server/dist/index.js");
  const folder = mkdtempSync(join(tmpdir(), "semvec-loopback-"));
  const config = loadConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: `sqlite:///${join(folder, "semvec.db")}`,
    SEMVEC_DATA_DIR: folder,
    SEMVEC_ALLOW_ANONYMOUS: "1",
    SEMVEC_LOG_LEVEL: "error",
  });
  const server = await serve(config);
  const answer = await fetch(`${server.url}/v1/run`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "Is anybody there?" }),
  });
  console.log(`POST /v1/run on loopback alone: ${answer.status}`);
  const outside = await fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(2000) }).then(
    () => "reached",
    () => "unreachable",
  );
  console.log(`outside: ${outside}`);
  await server.close();
  rmSync(folder, { recursive: true });
  process.exitCode = answer.status === 200 && outside === "unreachable" ? 0 : 1;
}
