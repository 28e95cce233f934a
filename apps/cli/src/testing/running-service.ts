import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { compiledMain } from "./run.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A real service: the compiled `semvec serve` in a process and a folder of its own. */
export interface RunningService extends AsyncDisposable {
  readonly url: string;
  /** The development token of its banner. */
  readonly token: string;
  readonly processId: number | undefined;
  /** Of its database. */
  readonly databaseUrl: string;
  /** Sends SIGTERM, and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts one on a free port. */
export async function runningService(...options: readonly string[]): Promise<RunningService> {
  const folder = await temporaryFolder();
  const args = [compiledMain, "serve", "--port", "0", "--log-level", "silent", ...options];
  const child = spawn(process.execPath, args, { cwd: folder.path, env: {} });
  child.stderr.pipe(process.stderr);
  const exited = once(child, "exit");
  const stop = async (): Promise<number | null> => {
    child.kill("SIGTERM");
    const [exitCode] = (await exited) as [number | null];
    await folder[Symbol.asyncDispose]();
    return exitCode;
  };
  const dispose = async (): Promise<void> => {
    await stop();
  };
  const banner = await readBanner(child.stdout);
  const databaseUrl = `sqlite:///${folder.file("semvec.db")}`;
  return { ...banner, databaseUrl, processId: child.pid, stop, [Symbol.asyncDispose]: dispose };
}

/** Reads up to the line with the token, which the banner shows alone. */
async function readBanner(stdout: Readable): Promise<Pick<RunningService, "url" | "token">> {
  let url = "";
  for await (const line of createInterface({ input: stdout })) {
    url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? url;
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(line)) return { url, token: line };
  }
  throw new Error("the service ended without a banner");
}
