import { join } from "node:path";
import { expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openReadConnection, openWriteConnection } from "./open-connection.js";

test("every commit is synced, on a new file and on one that is there", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "store.db");
  for (const _opening of ["new", "again"]) {
    const db = await openWriteConnection(path);
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(db.pragma("synchronous", { simple: true })).toBe(2);
    db.close();
  }
  // The build's own default is what makes the check necessary.
  const plain = new Database(path);
  plain.prepare("SELECT count(*) FROM op").get();
  expect(plain.pragma("synchronous", { simple: true })).toBe(1);
  plain.close();
  directory.remove();
});

test("a migration that does not come to its end leaves nothing behind", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "store.db");
  const names = () => {
    const plain = new Database(path);
    const rows = plain.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    plain.close();
    return rows;
  };
  // One of the last tables of the first migration is in its way.
  const plain = new Database(path);
  plain.exec("CREATE TABLE rate (id INTEGER)");
  plain.close();
  const message = expect.stringContaining("already exists");
  await expect(openWriteConnection(path)).rejects.toMatchObject({ message });
  expect(names()).toEqual([{ name: "rate" }]);
  const again = new Database(path);
  again.exec("DROP TABLE rate");
  again.close();
  (await openWriteConnection(path)).close();
  expect(names()).toContainEqual({ name: "op" });
  directory.remove();
});

test("the connection for reads cannot write", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "store.db");
  const writer = await openWriteConnection(path);
  const reader = openReadConnection(path);
  expect(() => reader.exec("DELETE FROM op")).toThrow(/readonly/);
  reader.close();
  writer.close();
  directory.remove();
});
