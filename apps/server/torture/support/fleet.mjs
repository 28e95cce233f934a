import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Balancer } from "./balancer.mjs";
import { openDatabase } from "./postgres.mjs";
import { startWorker } from "./worker-process.mjs";

/**
 * Workers on one PostgreSQL database behind a plain balancer. Workers that ended otherwise than
 * they were told to are problems.
 */
export class Fleet {
  workers = [];
  balancer;
  databaseUrl;
  folder = mkdtempSync(join(tmpdir(), "semvec-fleet-"));
  #closeDatabase;
  #env;
  #expected = new Set();

  /**
   * @param database what {@link openDatabase} gave; absent: a new one
   * @param workersUrl what the workers use to reach it, when that is another way
   * @returns nothing where there is no PostgreSQL
   */
  static async start({ workers, env = {}, database, workersUrl, balancer = {} }) {
    const opened = database ?? (await openDatabase());
    if (opened === undefined) return undefined;
    const fleet = new Fleet();
    fleet.#closeDatabase = opened.close;
    fleet.databaseUrl = workersUrl ?? opened.url;
    fleet.#env = env;
    fleet.balancer = await Balancer.start(balancer);
    for (let i = 0; i < workers; i++) fleet.workers.push(await fleet.#newWorker());
    return fleet;
  }

  /** Where clients send their requests. */
  get url() {
    return this.balancer.url;
  }

  /** Kills a worker with -9 and starts another in its place. */
  async killOne(index) {
    const killed = this.workers[index];
    this.#expected.add(killed);
    await killed.end("SIGKILL");
    this.balancer.remove(killed.url);
    this.workers[index] = await this.#newWorker();
  }

  /** Ends a worker as an operator does, tells its exit code, and starts another in its place. */
  async restartOne(index) {
    const ended = this.workers[index];
    this.#expected.add(ended);
    const begun = performance.now();
    const code = await ended.end("SIGTERM");
    const exitMs = performance.now() - begun;
    this.balancer.remove(ended.url);
    this.workers[index] = await this.#newWorker();
    return { code, exitMs };
  }

  /** Workers that are not there any more although nobody ended them. */
  problems() {
    return this.workers
      .filter((worker) => worker.exited && !this.#expected.has(worker))
      .map(
        (worker) => `a worker ended with ${worker.exitCode}: ${worker.log.slice(-3).join("\n")}`,
      );
  }

  /** Ends the workers, and with them what states they held. */
  async stopWorkers() {
    const codes = await Promise.all(this.workers.map((worker) => worker.end("SIGTERM")));
    for (const worker of this.workers) this.balancer.remove(worker.url);
    this.workers = [];
    return codes;
  }

  async close() {
    await Promise.all(this.workers.filter((it) => !it.exited).map((it) => it.end("SIGKILL")));
    this.balancer.close();
    await this.#closeDatabase();
    rmSync(this.folder, { recursive: true });
  }

  async #newWorker() {
    const { databaseUrl, folder } = this;
    const worker = await startWorker({ databaseUrl, folder, env: this.#env });
    await this.balancer.add(worker.url);
    return worker;
  }
}
