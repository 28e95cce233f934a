import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { genesisHash } from "../store/chain.js";
import type { CommitRow } from "../store/commit-row.js";
import { sealCommitRow } from "../store/seal-rows.js";
import { bytes, idempotentRecord } from "../testing/log-writer.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { GroupCommitter } from "./group-committer.js";
import { openWriteConnection } from "./open-connection.js";
import { SqliteReader } from "./sqlite-reader.js";
import { SqliteWriter } from "./sqlite-writer.js";
import type { Call, FailureKind, Reply } from "./worker-messages.js";

let directory: ReturnType<typeof temporaryDirectory>;
let db: Database.Database;
beforeEach(async () => {
  directory = temporaryDirectory();
  db = await openWriteConnection(join(directory.path, "store.db"));
});
afterEach(() => {
  db.close();
  directory.remove();
});

function committerOn(connection: Database.Database): GroupCommitter {
  return new GroupCommitter(connection, new SqliteWriter(connection, new SqliteReader(connection)));
}

let lastId = 0;

/** A call that commits a set of new entities. */
async function commitCall(entities: string[], overrides: Partial<CommitRow> = {}): Promise<Call> {
  lastId += 1;
  const rows = entities.map(
    (entity): CommitRow => ({
      entity,
      kind: "thing",
      expectedSeq: 0,
      prevHash: genesisHash(),
      opId: Uint8Array.from({ length: 16 }, () => lastId),
      opKind: "test",
      engineVersion: 1,
      atMs: 1,
      body: bytes(entity),
      genesis: {},
      ...overrides,
    }),
  );
  const sealed = await Promise.all(rows.map((row) => sealCommitRow("t", row)));
  return { id: lastId, method: "commit", args: ["t", sealed, 1] };
}

const failureKinds = (replies: Reply[]) =>
  replies.map((reply) => ("failure" in reply ? reply.failure.kind : "made"));
const entitiesIn = (connection: Database.Database) =>
  connection.prepare<[], string>("SELECT entity FROM op ORDER BY entity").pluck().all();

/** A connection whose statement number `target` fails, once, with a code of SQLite's. */
function failing(connection: Database.Database, target: number, code: string) {
  let runs = 0;
  let hit: string | undefined;
  const intercept = (sql: string, statement: Database.Statement): Database.Statement =>
    new Proxy(statement, {
      get(real, property) {
        const value: unknown = Reflect.get(real, property, real);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (["run", "get", "all"].includes(String(property))) {
            runs += 1;
            if (runs === target) {
              hit = sql;
              throw new Database.SqliteError("injected", code);
            }
          }
          const result: unknown = value.apply(real, args);
          return result === real ? intercept(sql, real) : result;
        };
      },
    });
  const proxy = new Proxy(connection, {
    get(real, property) {
      const value: unknown = Reflect.get(real, property, real);
      if (property === "prepare") return (sql: string) => intercept(sql, real.prepare(sql));
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
  return { proxy, hit: () => hit };
}

describe("failures", () => {
  test("a set that breaks the schema fails alone", async () => {
    const committer = committerOn(db);
    committer.run([await commitCall(["lives"])]);
    const calls = await Promise.all([
      commitCall(["a"]),
      commitCall(["b"], { tombstone: true, genesis: undefined as never }),
      commitCall(["c"]),
    ]);
    expect(failureKinds(committer.run(calls))).toEqual(["made", "rejected", "made"]);
    expect(entitiesIn(db)).toEqual(["a", "c", "lives"]);
  });

  test("a full disk refuses writes, keeps reads, and ends when there is space", async () => {
    const committer = committerOn(db);
    committer.run([await commitCall(["before"])]);
    const pages = db.pragma("page_count", { simple: true }) as number;
    db.pragma(`max_page_count = ${pages}`);
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const large = await commitCall(["large"], { body: noise });
    expect(failureKinds(committer.run([large]))).toEqual(["full"]);
    expect(entitiesIn(db)).toEqual(["before"]);
    expect(db.inTransaction).toBe(false);
    db.pragma(`max_page_count = ${pages + 100}`);
    expect(failureKinds(committer.run([large, await commitCall(["after"])]))).toEqual([
      "made",
      "made",
    ]);
    expect(entitiesIn(db)).toEqual(["after", "before", "large"]);
  });

  test("a lock held by another connection is waited for, then reported", async () => {
    const committer = committerOn(db);
    db.pragma("busy_timeout = 20");
    const other = new Database(db.name);
    other.exec("BEGIN IMMEDIATE");
    const call = await commitCall(["a"]);
    expect(failureKinds(committer.run([call]))).toEqual(["busy"]);
    other.exec("COMMIT");
    other.close();
    expect(failureKinds(committer.run([call]))).toEqual(["made"]);
  });

  test("a disk error at the commit leaves the outcome unknown and ends all writing", async () => {
    let target = 0;
    let kinds: string[] = [];
    for (let hit: string | undefined; hit !== "COMMIT"; ) {
      target += 1;
      expect(target).toBeLessThan(500);
      const faulty = failing(db, target, "SQLITE_IOERR_FSYNC");
      const committer = committerOn(faulty.proxy);
      kinds = failureKinds(committer.run([await commitCall([`e${target}`])]));
      hit = faulty.hit();
      kinds.push(...failureKinds(committer.run([await commitCall([`late${target}`])])));
    }
    expect(kinds).toEqual(["unknown", "failed"]);
  });
});

describe("the Nth statement fails", () => {
  const expectations: [string, FailureKind[]][] = [
    ["SQLITE_FULL", ["full"]],
    ["SQLITE_BUSY", ["busy"]],
    ["SQLITE_IOERR_WRITE", ["failed", "unknown"]],
    ["SQLITE_CORRUPT", ["damaged", "unknown", "failed"]],
  ];

  test.each(expectations)("%s: what is reported is what is there", async (code, allowed) => {
    for (let target = 1; ; target++) {
      const faulty = failing(db, target, code);
      const committer = committerOn(faulty.proxy);
      const names = ["a", "b", "c"].map((name) => `${name}${code}${target}`);
      const idem = idempotentRecord({ key: `${code}${target}` });
      const outbox = [{ target: "x", targetGenesisSeq: 1, body: bytes("event") }];
      const [first, second] = names.slice(0, 2).map((name) => `${name}-2`);
      const calls = [
        await commitCall([names[0] as string], { idem, outbox }),
        await commitCall([names[1] as string, first as string]),
        await commitCall([names[2] as string, second as string]),
      ];
      const kinds = failureKinds(committer.run(calls));
      const there = new Set(entitiesIn(db));
      const sets = [[names[0]], [names[1], first], [names[2], second]];
      for (const [index, set] of sets.entries()) {
        const present = set.filter((entity) => there.has(entity as string)).length;
        // Whole or not at all, whatever happened.
        expect([0, set.length]).toContain(present);
        const kind = kinds[index] as FailureKind | "made";
        if (kind === "made") expect(present).toBe(set.length);
        else if (kind !== "unknown") expect(present).toBe(0);
        expect(["made", ...allowed]).toContain(kind);
      }
      expect(db.inTransaction).toBe(false);
      const keyIsThere = db.prepare("SELECT 1 FROM idem WHERE key = ?").get(`${code}${target}`);
      expect(keyIsThere !== undefined).toBe(there.has(names[0] as string));
      if (faulty.hit() === undefined) break;
      expect(target).toBeLessThan(500);
    }
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  });
});
