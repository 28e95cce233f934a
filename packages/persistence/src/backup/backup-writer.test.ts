import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { BackupError } from "../errors.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { checkBackup } from "./backup-reader.js";
import { BackupWriter } from "./backup-writer.js";

test("of two that write to one file, none gives its name to what the other has begun", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "backup");
  const header = { schema: "0001", engine: "sqlite", madeAtMs: 1 } as const;
  const first = await BackupWriter.create(path, header);
  const second = await BackupWriter.create(path, { ...header, madeAtMs: 2 });
  await expect(first.finish()).rejects.toThrow(BackupError);
  await first.abandon();
  expect(existsSync(path)).toBe(false);
  await second.finish();
  expect(await checkBackup(path)).toMatchObject({ madeAtMs: 2 });
  directory.remove();
});
