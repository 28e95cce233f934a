import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import {
  CorruptEntityError,
  PersistenceError,
  StoreConfigurationError,
  StoreLockedError,
} from "../errors.js";
import { LogWriter, text } from "../testing/log-writer.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openStore } from "./open-store.js";

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const open = (file = "store.db") =>
  openStore({ url: `sqlite:///${file}`, dataDirectory: directory.path });

describe("openStore", () => {
  test("makes the file and its directory, and finds the rows again", async () => {
    const store = await open("new/deep/store.db");
    await new LogWriter(store.forTenant("t"), "e").append("kept");
    await store.close();
    const again = await open("new/deep/store.db");
    const [op] = await again.forTenant("t").readOps("e", 0, 1);
    expect(op && text(op.body)).toBe("kept");
    await again.close();
  });

  test("a second store on the same file is refused, and told who holds it", async () => {
    const store = await open();
    symlinkSync(join(directory.path, "store.db"), join(directory.path, "alias.db"));
    for (const name of ["store.db", "alias.db"]) {
      const refused = open(name);
      await expect(refused).rejects.toThrow(StoreLockedError);
      await expect(refused).rejects.toMatchObject({
        path: join(directory.path, "store.db"),
        owner: expect.stringMatching(new RegExp(`:${process.pid}$`)),
      });
    }
    await store.close();
    await (await open()).close();
  });

  test("others may read the file meanwhile", async () => {
    const store = await open();
    await new LogWriter(store.forTenant("t"), "e").append();
    const reader = new Database(join(directory.path, "store.db"), { readonly: true });
    expect(reader.prepare("SELECT count(*) FROM op").pluck().get()).toBe(1);
    reader.close();
    await store.close();
  });

  test("waits off the event loop for a lock that another connection holds", async () => {
    const store = await open();
    const other = new Database(join(directory.path, "store.db"));
    other.exec("BEGIN IMMEDIATE");
    let settled = false;
    const append = new LogWriter(store.forTenant("t"), "e").append().finally(() => {
      settled = true;
    });
    // Reads go on, on their own connection, while the write waits.
    for (let turn = 0; turn < 20; turn++) await store.forTenant("t").head("e");
    expect(settled).toBe(false);
    other.exec("COMMIT");
    other.close();
    expect((await append).outcome).toBe("won");
    await store.close();
  });

  test("refuses a file that is no database, and one of a newer version", async () => {
    writeFileSync(join(directory.path, "text.db"), "not a database ".repeat(100));
    await expect(open("text.db")).rejects.toThrow(PersistenceError);
    await (await open("newer.db")).close();
    const db = new Database(join(directory.path, "newer.db"));
    db.exec("INSERT INTO kysely_migration VALUES ('9999_future', '2099-01-01')");
    db.close();
    await expect(open("newer.db")).rejects.toThrow(StoreConfigurationError);
    writeFileSync(join(directory.path, "file"), "");
    await expect(open("file/store.db")).rejects.toThrow(StoreConfigurationError);
  });

  test("a damaged page harms only the entity on it", async () => {
    const store = await open();
    const tenant = store.forTenant("t");
    const body = "damaged page ".repeat(400);
    for (let index = 0; index < 40; index++) {
      await new LogWriter(tenant, `e${String(index).padStart(2, "0")}`).append(`${index}${body}`);
    }
    await store.close();
    const path = join(directory.path, "store.db");
    const page = leafPageOf(path, "op", 20);
    const file = readFileSync(path);
    file.fill(0xff, page.offset, page.offset + page.size);
    writeFileSync(path, file);
    const again = await open();
    const outcomes = new Map<string, string>();
    for (let index = 0; index < 40; index++) {
      const entity = `e${String(index).padStart(2, "0")}`;
      await again
        .forTenant("t")
        .readOps(entity, 0, 1)
        .then(
          () => outcomes.set(entity, "read"),
          (error: unknown) => {
            expect(error).toBeInstanceOf(CorruptEntityError);
            outcomes.set(entity, "damaged");
          },
        );
    }
    const damaged = [...outcomes.values()].filter((outcome) => outcome === "damaged");
    expect(damaged.length).toBeGreaterThan(0);
    expect(damaged.length).toBeLessThan(40);
    await again.close();
  });
});

/** Where a page of a table is in the file. */
function leafPageOf(path: string, table: string, index: number) {
  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare<[string], { pgoffset: number; pgsize: number }>(
      "SELECT pgoffset, pgsize FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
    )
    .all(table);
  db.close();
  const row = rows[index % rows.length];
  if (row === undefined) throw new Error(`${table} has no pages`);
  return { offset: row.pgoffset, size: row.pgsize };
}
