import { expect, test } from "@jest/globals";
import { unsafeSettings } from "./assert-durable.js";

const safe = {
  version: 150_000,
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  standbys: "",
};

test.each([
  [{}, 0],
  [{ synchronous_commit: "remote_apply", standbys: "ANY 1 (a, b)" }, 0],
  [{ synchronous_commit: "local" }, 0],
  [{ synchronous_commit: "local", standbys: "ANY 1 (a, b)" }, 1],
  [{ synchronous_commit: "off" }, 1],
  [{ fsync: "off" }, 1],
  [{ fsync: "off", full_page_writes: "off" }, 2],
])("%j can lose acknowledged commits in %i ways", (change, ways) => {
  expect(unsafeSettings({ ...safe, ...change })).toHaveLength(ways);
});
