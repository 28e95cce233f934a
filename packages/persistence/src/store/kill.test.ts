import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { killChild, liveAndDie } from "../testing/live-and-die.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openStore } from "./open-store.js";

const entities = 16;

test("kill -9 loses nothing that was acknowledged, and makes nothing twice", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "store.db");
  const url = `sqlite:///${path}`;
  const known = new Map<string, { acked: number; most: number }>();
  for (const acks of [1, 40, 171, 333, 512]) {
    const life = await liveAndDie(url, entities, acks);
    expect(life.verified).toBe(true);
    for (const [entity, seq] of life.found) {
      const { acked, most } = known.get(entity) ?? { acked: 0, most: 0 };
      expect(seq).toBeGreaterThanOrEqual(acked);
      expect(seq).toBeLessThanOrEqual(most);
      const sent = life.sent.get(entity) ?? 0;
      known.set(entity, { acked: life.acked.get(entity) ?? seq, most: seq + sent });
    }
  }
  const store = await openStore({ url });
  for (const [entity, { acked, most }] of known) {
    const head = await store.forTenant("t").head(entity);
    expect(head?.seq ?? 0).toBeGreaterThanOrEqual(acked);
    expect(head?.seq ?? 0).toBeLessThanOrEqual(most);
  }
  await store.close();
  const db = new Database(path, { readonly: true });
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  db.close();
  directory.remove();
}, 60_000);

test("a second process is refused while the first lives, and let in when it is dead", async () => {
  const directory = temporaryDirectory();
  const url = `sqlite:///${join(directory.path, "store.db")}`;
  const holder = spawn(process.execPath, [killChild, url, "1"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: holder.stdout });
  await once(lines, "line");
  await expect(openStore({ url })).rejects.toMatchObject({
    code: "ERR_STORE_LOCKED",
    owner: expect.stringMatching(new RegExp(`:${holder.pid}$`)),
  });
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await openStore({ url })).close();
  directory.remove();
}, 60_000);
