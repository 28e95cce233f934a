import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ModelFilesError } from "../errors.js";
import { weightShardNames } from "./model-files.js";
import { locateModelDirectory, readModelFiles } from "./read-model-files.js";

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "semvec-model-"));
  for (const name of ["model.json", "vocab.json", ...weightShardNames]) {
    copyFileSync(join(locateModelDirectory(), name), join(copy, name));
  }
});

afterEach(() => rmSync(copy, { recursive: true }));

describe("readModelFiles", () => {
  test("accepts a faithful copy of the installed model", () => {
    expect(readModelFiles(copy).weights).toHaveLength(27_903_656);
  });

  test.each(["group1-shard4of7", "vocab.json", "model.json"])(
    "finds one bit changed in %s",
    (name) => {
      const bytes = readFileSync(join(copy, name));
      bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
      writeFileSync(join(copy, name), bytes);
      expect(() => readModelFiles(copy)).toThrow(ModelFilesError);
      expect(() => readModelFiles(copy)).toThrow(/damaged.*reinstall/);
    },
  );

  test("finds a shard that is cut short and one that is missing", () => {
    const shard = join(copy, "group1-shard7of7");
    writeFileSync(shard, readFileSync(shard).subarray(1));
    expect(() => readModelFiles(copy)).toThrow(ModelFilesError);
    rmSync(shard);
    expect(() => readModelFiles(copy)).toThrow(/group1-shard7of7 cannot be read/);
  });
});
