import { expect, test } from "@jest/globals";
import { StoreConfigurationError } from "../errors.js";
import { sqlitePath } from "./store-url.js";

test.each([
  ["sqlite:///semvec.db", "/data/semvec.db"],
  ["sqlite:///sub/semvec.db", "/data/sub/semvec.db"],
  ["sqlite:////var/lib/semvec.db", "/var/lib/semvec.db"],
  ["sqlite:///with%20space.db", "/data/with space.db"],
  ["sqlite::memory:", ":memory:"],
  ["sqlite:///:memory:", ":memory:"],
])("%s names %s", (url, path) => {
  expect(sqlitePath(url, "/data")).toBe(path);
});

test.each(["", "semvec.db", "sqlite://semvec.db", "sqlite:///", "sqlite:///%zz", "mysql:///x"])(
  "%j is refused",
  (url) => {
    expect(() => sqlitePath(url, "/data")).toThrow(StoreConfigurationError);
  },
);

test("a refused URL does not show its password", () => {
  expect(() => sqlitePath("mysql://user:hunter2@host/db", "/data")).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
  );
});
