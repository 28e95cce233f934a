import { expect, test } from "@jest/globals";
import { openStore } from "@semvec/persistence";
import { temporaryDirectory } from "../testing/test-server.js";
import { openServerSecret } from "./server-secret.js";

test("workers that ask at once get one secret, and get it again after a restart and a purge", async () => {
  const directory = temporaryDirectory();
  const open = () => openStore({ url: "sqlite:///store.db", dataDirectory: directory.path });
  const store = await open();
  const secrets = await Promise.all(Array.from({ length: 4 }, () => openServerSecret(store)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  await store.purgeExpiredIdempotency();
  await store.close();
  const again = await open();
  expect(await openServerSecret(again)).toBe(secrets[0]);
  await again.close();
  directory.remove();
});

test("another database has another secret", async () => {
  const stores = await Promise.all([1, 2].map(() => openStore({ url: "sqlite::memory:" })));
  const [one, other] = await Promise.all(stores.map((store) => openServerSecret(store)));
  expect(one).not.toBe(other);
  for (const store of stores) await store.close();
});
