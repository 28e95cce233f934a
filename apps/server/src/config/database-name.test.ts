import { expect, test } from "@jest/globals";
import { databaseName } from "./database-name.js";

test.each([
  ["sqlite:////var/lib/a%20b.db", "SQLite /var/lib/a b.db"],
  ["sqlite::memory:", "a database in memory"],
  ["postgresql://user:secret@db.example:6432/semvec?sslmode=require", "db.example:6432/semvec"],
  ["postgresql+asyncpg://user@db/semvec", "PostgreSQL db/semvec"],
  ["postgres:///semvec", "PostgreSQL localhost/semvec"],
])("%s is called %s", (url, name) => {
  expect(databaseName(url)).toContain(name);
  expect(databaseName(url)).not.toMatch(/secret|user/);
});
