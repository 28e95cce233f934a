import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CorruptRecordError, openStore, type Store } from "@semvec/persistence";
import Database from "better-sqlite3";
import { temporaryDirectory } from "../testing/test-server.js";
import { openServerSecret } from "./server-secret.js";

const neverDamaged = (error: unknown) => {
  throw error;
};
const sound = (store: Store) => openServerSecret(store, neverDamaged);

test("workers that ask at once get one secret, and get it again after a restart and a purge", async () => {
  const directory = temporaryDirectory();
  const open = () => openStore({ url: "sqlite:///store.db", dataDirectory: directory.path });
  const store = await open();
  const secrets = await Promise.all(Array.from({ length: 4 }, () => sound(store)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  await store.purgeExpiredIdempotency();
  await store.close();
  const again = await open();
  expect(await sound(again)).toBe(secrets[0]);
  await again.close();
  directory.remove();
});

test("another database has another secret", async () => {
  const stores = await Promise.all([1, 2].map(() => openStore({ url: "sqlite::memory:" })));
  const [one, other] = await Promise.all(stores.map((store) => sound(store)));
  expect(one).not.toBe(other);
  for (const store of stores) await store.close();
});

test.each([
  "body = cast(substr(body, 1, length(body) - 1) || x'00' AS blob)",
  "fp = zeroblob(32)",
  "headers = zeroblob(9)",
  "checksum = zeroblob(32)",
  "status = 201",
  "seq = 1",
  "expires_ms = expires_ms + (1 << 60)",
])("a secret with %s is made anew, the same for all that ask at once", async (damage) => {
  const directory = temporaryDirectory();
  const open = () => openStore({ url: "sqlite:///store.db", dataDirectory: directory.path });
  const store = await open();
  const old = await sound(store);
  await store.close();
  const db = new Database(join(directory.path, "store.db"));
  expect(db.prepare(`UPDATE idem SET ${damage}`).run().changes).toBe(1);
  db.close();
  const again = await open();
  const errors: unknown[] = [];
  const ask = () => openServerSecret(again, (error) => errors.push(error));
  const secrets = await Promise.all([ask(), ask(), ask()]);
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(secrets).not.toContain(old);
  expect(errors).toContainEqual(expect.any(CorruptRecordError));
  expect(await sound(again)).toBe(secrets[0]);
  await again.close();
  directory.remove();
});
