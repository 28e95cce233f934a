import { expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { classifyFailure } from "./classify-failure.js";

test.each([
  ["SQLITE_FULL", "full"],
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ["SQLITE_CORRUPT_INDEX", "damaged"],
  ["SQLITE_NOTADB", "damaged"],
  ["SQLITE_IOERR_FSYNC", "failed"],
  ["SQLITE_READONLY_DBMOVED", "failed"],
  ["SQLITE_CONSTRAINT_CHECK", "rejected"],
])("%s means %s", (code, kind) => {
  const failure = classifyFailure(new Database.SqliteError("why", code));
  expect(failure).toEqual({ kind, message: `${code}: why` });
});

test("what is no error of SQLite is the caller's", () => {
  expect(classifyFailure(new TypeError("bug"))).toEqual({ kind: "rejected", message: "bug" });
  expect(classifyFailure("text")).toEqual({ kind: "rejected", message: "text" });
  expect(classifyFailure({ code: "ENOENT" }).kind).toBe("rejected");
});
