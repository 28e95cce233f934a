import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../sidecar/fixtures/sidecar-process.mjs", import.meta.url));

/** A real sidecar in a process of its own. */
export interface SidecarProcess {
  /** Sends a signal; resolves when the process has ended, unless the signal only stops it. */
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
}

/** Starts one; it listens when this resolves. */
export async function startSidecarProcess(listen: string, dimension = 64): Promise<SidecarProcess> {
  const child = spawn(process.execPath, [entry, listen, String(dimension)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  return {
    async kill(signal) {
      child.kill(signal);
      if (signal === "SIGKILL") await exited;
    },
  };
}
