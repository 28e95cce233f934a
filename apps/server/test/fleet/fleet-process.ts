import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "../../src/testing/test-server.js";

const compiledMain = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** One line of the log. */
type LogLine = Readonly<Record<string, unknown>>;

/** GETs a path with the token; the status. */
export type FleetClient = (path: string) => Promise<number>;

/** The compiled service with workers, as an operator starts it, ready or not. */
export interface StartingFleet {
  readonly stdout: Readable;
  /** The next line that says so, of those not seen before. */
  logged(message: string): Promise<LogLine>;
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGTERM, and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** One whose workers are all ready. */
export interface FleetProcess extends StartingFleet {
  readonly url: string;
  readonly token: string;
  /** A client with one connection, which it keeps while it may. */
  client(): FleetClient;
}

/** Starts one on a free port and waits until all workers are ready. */
export async function startFleet(
  workers: number,
  env: Readonly<Record<string, string>>,
): Promise<FleetProcess> {
  const fleet = spawnFleet(workers, env);
  let banner = "";
  for await (const chunk of fleet.stdout) {
    banner += String(chunk);
    if (banner.includes("curl")) break;
  }
  const url = /http:\/\/[\d.]+:\d+/.exec(banner)?.[0] ?? "";
  const token = /^eyJ\S+$/m.exec(banner)?.[0] ?? "";
  return { ...fleet, url, token, client: () => clientOf(url, token) };
}

/** Starts one on a free port. */
export function spawnFleet(workers: number, env: Readonly<Record<string, string>>): StartingFleet {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, [compiledMain], {
    env: {
      PORT: "0",
      SEMVEC_WORKERS: String(workers),
      SEMVEC_EMBEDDER: "none",
      SEMVEC_DATA_DIR: directory.path,
      METRICS_USER: "u",
      METRICS_PASSWORD: "p",
      ...env,
    },
  });
  const exited = once(child, "exit");
  const log = new LogLines();
  createInterface({ input: child.stderr }).on("line", (line) => log.add(line));
  return {
    stdout: child.stdout,
    logged: (message) => log.next(message),
    signal: (signal) => child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      const [code] = (await exited) as [number | null];
      directory.remove();
      return code;
    },
  };
}

function clientOf(url: string, token: string): FleetClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (path) => {
    const request = get(`${url}${path}`, { agent, headers: { "X-API-Key": token } });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    await once(response.resume(), "end");
    return response.statusCode ?? 0;
  };
}

/** Lines of a log, waited for by what they say. */
class LogLines {
  readonly #unseen: LogLine[] = [];
  #wake: () => void = () => {};

  add(line: string): void {
    // What is not logged is written for people: the last words of a process.
    this.#unseen.push(line.startsWith("{") ? (JSON.parse(line) as LogLine) : { msg: line });
    this.#wake();
  }

  async next(message: string): Promise<LogLine> {
    for (;;) {
      const index = this.#unseen.findIndex(({ msg }) => msg === message);
      const [line] = index < 0 ? [] : this.#unseen.splice(index, 1);
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
