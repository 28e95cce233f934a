import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { describePostgres, postgresDatabase } from "../../src/testing/postgres-database.js";
import { spawnFleet, startFleet } from "./fleet-process.js";

describePostgres("workers on one database", () => {
  test("one that is killed comes back, and says in its metrics which one it is", async () => {
    await using database = await postgresDatabase();
    const env = { DATABASE_URL: database.url, SEMVEC_DRAIN_DELAY_S: "0" };
    const fleet = await startFleet(2, { ...env, SEMVEC_WORKER_ID: "eu" });
    const { slot, workerPid } = await fleet.logged("worker is ready");
    await fleet.logged("worker is ready");
    process.kill(workerPid as number, "SIGKILL");
    expect(await fleet.logged("worker ended, and is started again")).toMatchObject({
      slot,
      workerPid,
      signal: "SIGKILL",
    });
    const again = await fleet.logged("worker is ready");
    expect(again["slot"]).toBe(slot);
    expect(await fleet.client()("/v1/readyz")).toBe(200);
    const headers = { Authorization: `Basic ${btoa("u:p")}`, Connection: "close" };
    const metrics = await (await fetch(`${fleet.url}/metrics`, { headers })).text();
    expect(metrics).toMatch(/^semvec_session_bytes\{worker="eu-[12]"\} 0$/m);
    expect(await fleet.stop()).toBe(0);
  });

  test("a rolling restart replaces every worker, and no request notices", async () => {
    await using database = await postgresDatabase();
    const env = { DATABASE_URL: database.url, SEMVEC_DRAIN_DELAY_S: "0.5" };
    const fleet = await startFleet(2, env);
    let isRolling = true;
    const statuses = new Map<number, number>();
    const client = async (): Promise<void> => {
      const get = fleet.client();
      while (isRolling) {
        const status = await get("/v1/session/?limit=1");
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // The workers that start need some of the processor.
        await setTimeout(10);
      }
    };
    const before = [await fleet.logged("worker is ready"), await fleet.logged("worker is ready")];
    const clients = [client(), client(), client()];
    fleet.signal("SIGHUP");
    await fleet.logged("all workers are restarted");
    isRolling = false;
    await Promise.all(clients);
    const after = [await fleet.logged("worker is ready"), await fleet.logged("worker is ready")];
    const pids = [...before, ...after].map(({ workerPid }) => workerPid);
    expect(new Set(pids).size).toBe(4);
    expect([...statuses.keys()]).toEqual([200]);
    expect(await fleet.stop()).toBe(0);
  }, 240_000);

  test("SIGHUP ends no fleet that is still starting, and SIGTERM drains it", async () => {
    await using database = await postgresDatabase();
    const fleet = spawnFleet(2, {
      DATABASE_URL: database.url,
      SEMVEC_DRAIN_DELAY_S: "0",
      // Workers listen at once, and are not ready until their embedder is.
      SEMVEC_EMBEDDER_MODE: "sidecar",
      SEMVEC_EMBEDDER_SOCKET: "unix:/nowhere/embedder.sock",
      SEMVEC_EMBEDDER: "use-lite",
    });
    await fleet.logged("listening");
    fleet.signal("SIGHUP");
    await fleet.logged("listening");
    expect(await fleet.stop()).toBe(0);
  });

  test("four of them admit one rate together", async () => {
    await using database = await postgresDatabase();
    const [rate, burst] = [50, 100];
    const fleet = await startFleet(4, {
      DATABASE_URL: database.url,
      SEMVEC_DRAIN_DELAY_S: "0",
      SEMVEC_LOG_LEVEL: "warn",
      SEMVEC_RATE_PRO: `${rate}/${burst}`,
    });
    const begunMs = performance.now();
    const clients = Array.from({ length: 16 }, async () => {
      const get = fleet.client();
      const statuses: number[] = [];
      for (let asked = 0; asked < 60; asked++) statuses.push(await get("/v1/session/"));
      return statuses;
    });
    const statuses = (await Promise.all(clients)).flat();
    const seconds = (performance.now() - begunMs) / 1_000;
    const passed = statuses.filter((status) => status === 200).length;
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(passed).toBeLessThanOrEqual(rate * (seconds + 1) + burst);
    expect(passed).toBeGreaterThanOrEqual(burst / 2);
    expect(await fleet.stop()).toBe(0);
  });

  test("workers that cannot start end the fleet", async () => {
    await using database = await postgresDatabase();
    const fleet = startFleet(2, { DATABASE_URL: database.url, HOST: "192.0.2.1" });
    await expect(fleet).resolves.toMatchObject({ url: "" });
    expect(await (await fleet).stop()).toBe(1);
  });
});
