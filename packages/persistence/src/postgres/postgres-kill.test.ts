import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import type { Machine } from "@semvec/core";
import { EntityHost } from "../host/entity-host.js";
import { openStore } from "../store/open-store.js";
import { killChild, liveAndDie } from "../testing/live-and-die.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";

interface Count {
  readonly count: number;
}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** The machine of the child process. */
const counter: Machine<Count, object, object, number> = {
  kind: "counter",
  engineVersion: 1,
  decide: (state, command) => ({ op: command, answer: (state?.count ?? 0) + 1 }),
  apply: (state) => ({ count: (state?.count ?? 0) + 1 }),
  opKind: () => "count",
  isTombstone: () => false,
  encodeOp: encode,
  decodeOp: (bytes) => decode(bytes) as object,
  encodeState: encode,
  decodeState: (bytes) => decode(bytes) as Count,
  stateBytes: () => 100,
};

describePostgres("processes on PostgreSQL", () => {
  test("kill -9 loses nothing that was acknowledged, and makes nothing twice", async () => {
    const database = await postgresDatabase();
    const known = new Map<string, { acked: number; most: number }>();
    for (const acks of [1, 40, 171, 333]) {
      const life = await liveAndDie(database.url, 16, acks);
      expect(life.verified).toBe(true);
      for (const [entity, seq] of life.found) {
        const { acked, most } = known.get(entity) ?? { acked: 0, most: 0 };
        expect(seq).toBeGreaterThanOrEqual(acked);
        expect(seq).toBeLessThanOrEqual(most);
        const sent = life.sent.get(entity) ?? 0;
        known.set(entity, { acked: life.acked.get(entity) ?? seq, most: seq + sent });
      }
    }
    await database.release();
  });

  test("one that was stopped and goes on neither overwrites nor loses what others wrote", async () => {
    const database = await postgresDatabase();
    const child = spawn(process.execPath, [killChild, database.url, "4"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said: string[] = [];
    const lines = createInterface({ input: child.stdout }).on("line", (line) => said.push(line));
    const acks = (entity: string) => said.filter((line) => line.startsWith(`acked ${entity} `));
    const hear = async (total: number) => {
      while (said.filter((line) => line.startsWith("acked")).length < total) {
        await once(lines, "line");
      }
    };
    const store = await openStore({ url: database.url });
    const host = new EntityHost({ store, machine: counter });
    const entities = ["e0", "e1", "e2", "e3"];
    const written = new Map(entities.map((entity) => [entity, 0]));
    for (let round = 1; round <= 3; round++) {
      await hear(round * 40);
      child.kill("SIGSTOP");
      // A transaction that it had open ends when the server loses patience with it.
      for (const entity of entities) {
        for (let done = 0; done < 5; ) {
          try {
            await host.execute("t", entity, {});
            written.set(entity, (written.get(entity) ?? 0) + 1);
            done += 1;
          } catch (error) {
            const code = expect.stringMatching(/BUSY|CONFLICT|UNAVAILABLE/);
            expect(error).toMatchObject({ code });
          }
        }
      }
      child.kill("SIGCONT");
    }
    await hear(said.filter((line) => line.startsWith("acked")).length + 40);
    child.kill("SIGKILL");
    await once(child, "close");
    for (const entity of entities) {
      const { seq, matches } = await host.verify("t", entity);
      const own = written.get(entity) ?? 0;
      expect(matches).toBe(true);
      expect(seq).toBeGreaterThanOrEqual(acks(entity).length + own);
      const sent = said.filter((line) => line === `sent ${entity}`).length;
      expect(seq).toBeLessThanOrEqual(sent + own);
    }
    await store.close();
    await database.release();
  });
});
