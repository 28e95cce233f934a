import { afterEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EntityHost } from "../host/entity-host.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { bytes } from "../testing/log-writer.js";
import { ManualClock } from "../testing/manual-clock.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";

const machine = new LedgerMachine();
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const newHost = (store: Store) =>
  new EntityHost({ store, machine, clock: new ManualClock(), limits: { snapshotEveryOps: 4 } });

/** Hosts on stores of their own over one database, as processes are. */
async function hostsOnOneDatabase(count: number) {
  const database = await postgresDatabase();
  cleanups.push(() => database.release());
  const hosts: ReturnType<typeof newHost>[] = [];
  for (let index = 0; index < count; index++) {
    const store = await openStore({ url: database.url, postgres: { partitions: 4 } });
    cleanups.push(() => store.close());
    hosts.push(newHost(store));
  }
  return hosts;
}

const conflict = { code: "ERR_CONFLICT" };

describePostgres("hosts on one PostgreSQL", () => {
  test("a read sees what another host has acknowledged, whatever is in memory", async () => {
    const [a, b] = await hostsOnOneDatabase(2);
    if (a === undefined || b === undefined) throw new Error("unreachable");
    const balance = (host: typeof a) => host.read("t", "e", (state) => state?.balance);
    await a.execute("t", "e", { type: "open" });
    for (let amount = 1; amount <= 10; amount++) {
      const [writer, reader] = amount % 2 === 0 ? [a, b] : [b, a];
      await writer.execute("t", "e", { type: "add", amount });
      expect(await balance(reader)).toBe((amount * (amount + 1)) / 2);
    }
    await a.execute("t", "e", { type: "close" });
    expect(await balance(b)).toBeUndefined();
    await b.execute("t", "e", { type: "open" });
    expect(await balance(a)).toBe(0);
    await a.execute("t", "e", { type: "close" });
    await a.execute("t", "e", { type: "open" });
    expect(await b.read("t", "e", (_, { genesisSeq }) => genesisSeq)).toBe(15);
  });

  test("racing for one entity, none loses or doubles an op, and all end with one state", async () => {
    const hosts = await hostsOnOneDatabase(3);
    await hosts[0]?.execute("t", "e", { type: "open" });
    const seqs: number[] = [];
    await Promise.all(
      hosts.map(async (host) => {
        for (let done = 0; done < 20; ) {
          try {
            const result = await host.execute("t", "e", { type: "add", amount: 1 });
            if (result.outcome === "executed") seqs.push(result.answer.seq);
            done += 1;
          } catch (error) {
            expect(error).toMatchObject(conflict);
          }
        }
      }),
    );
    expect([...seqs].sort((x, y) => x - y)).toEqual(Array.from({ length: 60 }, (_, i) => i + 2));
    const checks = await Promise.all(hosts.map((host) => host.verify("t", "e")));
    expect(new Set(checks.map(({ stateHash }) => stateHash)).size).toBe(1);
    for (const check of checks) expect(check).toMatchObject({ seq: 61, matches: true });
  });

  test("one key sent to several hosts at once has one effect and one answer", async () => {
    const hosts = await hostsOnOneDatabase(3);
    await hosts[0]?.execute("t", "e", { type: "open" });
    for (let round = 1; round <= 10; round++) {
      const idem = {
        key: `k${round}`,
        fingerprint: bytes("f"),
        expiresAtMs: Number.MAX_SAFE_INTEGER,
        respond: (answer: object) => ({
          status: 200,
          headers: {},
          body: bytes(JSON.stringify(answer)),
        }),
      };
      const sent = [...hosts, ...hosts].map((host) =>
        host.execute("t", "e", { type: "add", amount: 1 }, { idem }),
      );
      const results = await Promise.all(sent);
      const executed = results.filter(({ outcome }) => outcome === "executed");
      expect(executed).toHaveLength(1);
    }
    expect(await hosts[1]?.read("t", "e", (state) => state?.balance)).toBe(10);
  });

  test("a set races whole: sums over two entities never drift apart", async () => {
    const hosts = await hostsOnOneDatabase(2);
    for (const entity of ["a", "b"]) await hosts[0]?.execute("t", entity, { type: "open" });
    await Promise.all(
      hosts.map(async (host, index) => {
        // Named in different orders, as callers do.
        const entities = index === 0 ? ["a", "b"] : ["b", "a"];
        for (let done = 0; done < 15; ) {
          const plan = () =>
            new Map(entities.map((entity) => [entity, { type: "add", amount: 1 } as const]));
          try {
            await host.executeSet("t", entities, plan);
            done += 1;
          } catch (error) {
            expect(error).toMatchObject(conflict);
          }
        }
      }),
    );
    for (const host of hosts) {
      for (const entity of ["a", "b"]) {
        expect(await host.read("t", entity, (state) => state?.balance)).toBe(30);
        expect((await host.verify("t", entity)).matches).toBe(true);
      }
    }
  });
});

const entity = fc.constantFrom("a", "b", "c");
const step = fc.record({
  host: fc.nat({ max: 1 }),
  entity,
  command: fc.oneof(
    fc.constant({ type: "open" } as const),
    fc.constant({ type: "close" } as const),
    fc.record({ type: fc.constant("add" as const), amount: fc.integer({ min: -9, max: 9 }) }),
  ),
  key: fc.option(fc.constantFrom("k1", "k2", "k3"), { nil: undefined }),
});

describePostgres("SQLite and PostgreSQL", () => {
  test("answer every sequence of commands alike, with one host and with two", async () => {
    const postgres = await hostsOnOneDatabase(2);
    const sqliteStore = await openStore({ url: "sqlite::memory:" });
    cleanups.push(() => sqliteStore.close());
    const sqlite = newHost(sqliteStore);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        run += 1;
        const tenant = `t${run}`;
        for (const { host, entity: name, command, key } of steps) {
          const one = await outcome(sqlite, tenant, name, command, key);
          const other = await outcome(postgres[host] ?? sqlite, tenant, name, command, key);
          expect(other).toEqual(one);
        }
        for (const name of ["a", "b", "c"]) {
          const { opsReplayed: _, ...expected } = await sqlite.verify(tenant, name);
          for (const host of postgres) {
            expect(await host.verify(tenant, name)).toMatchObject({ ...expected, matches: true });
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

async function outcome(
  host: ReturnType<typeof newHost>,
  tenant: string,
  name: string,
  command: Parameters<ReturnType<typeof newHost>["execute"]>[2],
  key: string | undefined,
): Promise<unknown> {
  const idem = key && {
    key,
    fingerprint: bytes(JSON.stringify([name, command])),
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    respond: (answer: object) => ({
      status: 200,
      headers: {},
      body: bytes(JSON.stringify(answer)),
    }),
  };
  try {
    const result = await host.execute(tenant, name, command, idem ? { idem } : {});
    // Op ids are random, so hashes differ; places and answers do not.
    return result.outcome === "replayed"
      ? result
      : { answer: result.answer, seq: result.version.seq, genesis: result.version.genesisSeq };
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}
