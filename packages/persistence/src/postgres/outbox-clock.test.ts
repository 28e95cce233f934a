import { afterEach, expect, test } from "@jest/globals";
import { systemClock } from "../clock.js";
import { OutboxRelay } from "../outbox/outbox-relay.js";
import type { OutboxDelivery } from "../outbox/relay.js";
import { EngineStore } from "../store/engine-store.js";
import { bytes, LogWriter } from "../testing/log-writer.js";
import { ManualClock } from "../testing/manual-clock.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { connectionConfig } from "./connection-config.js";
import { PostgresEngine } from "./postgres-engine.js";

const hourMs = 3_600_000;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A database with one row in its outbox, and relays that have clocks of their own. */
async function oneRow() {
  const database = await postgresDatabase();
  cleanups.push(() => database.release());
  const engine = await PostgresEngine.open(connectionConfig(database.url), { partitions: 4 });
  cleanups.push(() => engine.close());
  const tenant = new EngineStore(engine, systemClock).forTenant("t");
  const outbox = [{ target: "region", targetGenesisSeq: 1, body: bytes("a") }];
  await new LogWriter(tenant, "session").append("op", { outbox });
  const relayAt = (aheadMs: number, deliver: (row: OutboxDelivery) => Promise<void>) =>
    new OutboxRelay(engine, new ManualClock(Date.now() + aheadMs), { deliver });
  return { relayAt, rows: () => database.sql("SELECT attempts, visible_ms FROM outbox") };
}

describePostgres("clocks of workers that differ by an hour", () => {
  test.each([-hourMs, hourMs])("a claim holds against them (%d ms)", async (aheadMs) => {
    const { relayAt } = await oneRow();
    let settle = () => {};
    const isClaimed = new Promise<void>((claimed) => {
      const first = relayAt(aheadMs, () => {
        claimed();
        return new Promise((resolve) => {
          settle = resolve;
        });
      });
      first.start();
      cleanups.push(() => first.stop());
    });
    await isClaimed;
    const seen: OutboxDelivery[] = [];
    for (const otherAheadMs of [0, -hourMs, hourMs]) {
      const other = relayAt(otherAheadMs, async (row) => void seen.push(row));
      other.start();
      await other.stop();
    }
    settle();
    expect(seen).toEqual([]);
  });

  test.each([-hourMs, hourMs])("a failed delivery comes again in time (%d ms)", async (aheadMs) => {
    const { relayAt, rows } = await oneRow();
    const relay = relayAt(aheadMs, async () => {
      throw new Error("refused");
    });
    relay.start();
    await relay.stop();
    const [row] = await rows();
    expect(row).toMatchObject({ attempts: 1 });
    expect(Math.abs(Number(row?.["visible_ms"]) - Date.now())).toBeLessThan(60_000);
  });
});
