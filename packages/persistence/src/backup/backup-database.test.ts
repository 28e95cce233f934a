import { symlinkSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { BackupError, StoreLockedError, StoreNotEmptyError } from "../errors.js";
import { openStore } from "../store/open-store.js";
import { fillDatabase, statesOf } from "../testing/backup-scene.js";
import { LogWriter } from "../testing/log-writer.js";
import {
  describePostgres,
  type PostgresDatabase,
  postgresDatabase,
} from "../testing/postgres-database.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { backupDatabase, restoreDatabase } from "./backup-database.js";

const directories: ReturnType<typeof temporaryDirectory>[] = [];
const servers: PostgresDatabase[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) directory.remove();
  for (const server of servers.splice(0)) await server.release();
});

/** The URL of a new SQLite file, or the path of a new file. */
function newFile(name = "store.db"): { url: string; path: string } {
  const directory = temporaryDirectory();
  directories.push(directory);
  const path = join(directory.path, name);
  return { url: `sqlite:///${path}`, path };
}

async function newServer(): Promise<{ url: string }> {
  const server = await postgresDatabase();
  servers.push(server);
  return { url: server.url };
}

/** Backs up the one, restores into the other, and expects the same logs, states and rows. */
async function expectRoundTrip(from: { url: string }, to: { url: string }): Promise<void> {
  await fillDatabase(from);
  const { path: file } = newFile("backup");
  const made = await backupDatabase({ ...from, file });
  expect(made.rows).toMatchObject({ entity: 8, idem: 3, outbox: 4 });
  const restored = await restoreDatabase({ ...to, file });
  expect(restored).toMatchObject({ rows: made.rows, rowsSha256: made.rowsSha256 });
  expect(await statesOf(to)).toEqual(await statesOf(from));
  const again = await backupDatabase({ ...to, file: newFile("backup").path });
  expect(again.rowsSha256).toBe(made.rowsSha256);
}

describe("backup and restore", () => {
  test("SQLite to SQLite", async () => {
    await expectRoundTrip(newFile(), newFile());
  });

  test("a restored database goes on: messages leave, logs grow", async () => {
    const [from, to] = [newFile(), newFile()];
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    await restoreDatabase({ ...to, file });
    const store = await openStore(to);
    const delivered = new Promise<string>((resolve) => {
      const relay = store.createRelay({ deliver: async ({ source }) => resolve(source) });
      relay.start();
    });
    expect(await delivered).toBe('a "thing" \\ {}');
    const writer = new LogWriter(store.forTenant("sub:ann"), "new");
    expect(await writer.append()).toMatchObject({ outcome: "won" });
    await store.close();
  });

  test("beside the process that holds the file, as of one moment", async () => {
    const from = newFile();
    await fillDatabase(from);
    const store = await openStore(from);
    const { path: file } = newFile("backup");
    const writer = new LogWriter(store.forTenant("sub:ann"), "busy");
    let written = 0;
    const before = await backupDatabase({
      ...from,
      file,
      progress: {
        begin() {},
        row() {
          written += 1;
        },
      },
    });
    await writer.append();
    expect(written).toBe(Object.values(before.rows).reduce((sum, rows) => sum + rows));
    const { url } = newFile();
    await restoreDatabase({ url, file });
    await expect(restoreDatabase({ ...from, file })).rejects.toThrow(StoreLockedError);
    await store.close();
    expect(Object.keys(await statesOf({ url }))).not.toContain("sub:ann busy");
  });

  test("into a database that holds rows only when told to overwrite", async () => {
    const [from, to] = [newFile(), newFile()];
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    await expectOverwrite(from, to, file);
  });

  test("a backup never takes the place of a file, and is its owner's alone", async () => {
    const from = newFile();
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(backupDatabase({ ...from, file })).rejects.toThrow("is there already");
  });

  test("a file under another name is still held by the process that has it open", async () => {
    const [from, to] = [newFile(), newFile()];
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    const store = await openStore(to);
    const { path: link, url } = newFile("link.db");
    symlinkSync(to.path, link);
    const options = { url, file, overwrite: true };
    await expect(restoreDatabase(options)).rejects.toThrow(StoreLockedError);
    await store.close();
    await restoreDatabase(options);
    expect(await statesOf(to)).toEqual(await statesOf(from));
  });

  test("the directory of a new file is made", async () => {
    const from = newFile();
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    const to = newFile("new/store.db");
    await restoreDatabase({ ...to, file });
    expect(await statesOf(to)).toEqual(await statesOf(from));
  });

  test("every damaged byte and every missing end shows before anything is written", async () => {
    const [from, to] = [newFile(), newFile()];
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    const whole = await readFile(file);
    const { path: bad } = newFile("bad");
    for (let at = 0; at < whole.byteLength; at += 131) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ 1;
      await writeFile(bad, flipped);
      await expect(restoreDatabase({ ...to, file: bad })).rejects.toThrow(BackupError);
      await writeFile(bad, whole.subarray(0, at));
      await expect(restoreDatabase({ ...to, file: bad })).rejects.toThrow(BackupError);
    }
    await writeFile(bad, Buffer.concat([whole, Buffer.of(0)]));
    await expect(restoreDatabase({ ...to, file: bad })).rejects.toThrow("not whole");
    await expect(stat(to.path)).rejects.toThrow("ENOENT");
  });

  test("a database that is not there is not made", async () => {
    const from = newFile();
    const { path: file } = newFile("backup");
    await expect(backupDatabase({ ...from, file })).rejects.toThrow("no schema");
    await expect(stat(from.path)).rejects.toThrow("ENOENT");
    await expect(restoreDatabase({ ...from, file })).rejects.toThrow("cannot be read");
  });
});

describePostgres("backup and restore on a server", () => {
  test("PostgreSQL to PostgreSQL", async () => {
    await expectRoundTrip(await newServer(), await newServer());
  });

  test("SQLite to PostgreSQL", async () => {
    await expectRoundTrip(newFile(), await newServer());
  });

  test("PostgreSQL to SQLite", async () => {
    await expectRoundTrip(await newServer(), newFile());
  });

  test("into a database that holds rows only when told to overwrite", async () => {
    const [from, to] = [newFile(), await newServer()];
    await fillDatabase(from);
    const { path: file } = newFile("backup");
    await backupDatabase({ ...from, file });
    await expectOverwrite(from, to, file);
  });
});

async function expectOverwrite(
  from: { url: string },
  to: { url: string },
  file: string,
): Promise<void> {
  const store = await openStore(to);
  await new LogWriter(store.forTenant("t"), "kept").append();
  await store.close();
  await expect(restoreDatabase({ ...to, file })).rejects.toThrow(StoreNotEmptyError);
  expect(Object.keys(await statesOf(to))).toEqual(["t kept"]);
  const restored = await restoreDatabase({ ...to, file, overwrite: true });
  expect(restored.overwritten).toMatchObject({ entity: 1, op: 1 });
  expect(await statesOf(to)).toEqual(await statesOf(from));
}
