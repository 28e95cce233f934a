import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryDirectory } from "../testing/test-server.js";
import { readSecretFile } from "./secret-file.js";

test("is made once, for its owner alone, and leaves nothing beside it", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "below", "secret");
  let made = 0;
  const create = (): string => `secret ${++made}`;
  const read = await Promise.all([1, 2, 3, 4].map(() => readSecretFile(path, create)));
  expect(new Set(read).size).toBe(1);
  expect(await readSecretFile(path, create)).toBe(read[0]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(directory.path, "below"))).toEqual(["secret"]);
  directory.remove();
});
