import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openStore } from "../store/open-store.js";
import { LogWriter } from "../testing/log-writer.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { createPrivateFile } from "./create-private-file.js";

let directory: ReturnType<typeof temporaryDirectory>;
let umaskBefore: number;
beforeEach(() => {
  directory = temporaryDirectory();
  // The umask that allows everything: what is private now is private under any.
  umaskBefore = process.umask(0);
});
afterEach(() => {
  process.umask(umaskBefore);
  directory.remove();
});

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("every file of a new database is its owner's alone", async () => {
  const store = await openStore({ url: "sqlite:///store.db", dataDirectory: directory.path });
  await new LogWriter(store.forTenant("t"), "e").append();
  const path = join(directory.path, "store.db");
  const modes = ["", "-wal", "-shm", "-lock"].map((suffix) => modeOf(path + suffix).toString(8));
  expect(modes).toEqual(["600", "600", "600", "600"]);
  await store.close();
});

test("a file that is there keeps its mode and its content", () => {
  const path = join(directory.path, "there");
  writeFileSync(path, "content", { mode: 0o640 });
  createPrivateFile(path);
  expect(modeOf(path)).toBe(0o640);
  expect(readFileSync(path, "utf8")).toBe("content");
});

test("says why a file cannot be made", () => {
  expect(() => createPrivateFile(join(directory.path, "none", "file"))).toThrow(/ENOENT/);
});
