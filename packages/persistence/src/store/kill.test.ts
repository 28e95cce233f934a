import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openStore } from "./open-store.js";

const child = fileURLToPath(new URL("../testing/kill-child.mjs", import.meta.url));
const entities = 16;

interface Life {
  /** What the child found when it began: the end of each log. */
  readonly found: Map<string, number>;
  readonly verified: boolean;
  /** Answers that left the child, by entity. */
  readonly acked: Map<string, number>;
  readonly sent: Map<string, number>;
}

/** Runs a child until it has acknowledged `acks` ops, and kills it in the middle of the next. */
async function liveAndDie(url: string, acks: number): Promise<Life> {
  const process_ = spawn(process.execPath, [child, url, String(entities)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const found = new Map<string, number>();
  const acked = new Map<string, number>();
  const sent = new Map<string, number>();
  let verified = true;
  let left = acks;
  for await (const line of createInterface({ input: process_.stdout })) {
    const [event, entity = "", value, matches] = line.split(" ");
    if (event === "found") {
      found.set(entity, Number(value));
      verified &&= matches === "true";
    }
    if (event === "sent") sent.set(entity, (sent.get(entity) ?? 0) + 1);
    if (event === "acked") {
      acked.set(entity, Number(value));
      left -= 1;
      if (left === 0) process_.kill("SIGKILL");
    }
  }
  if (process_.exitCode === null && process_.signalCode === null) await once(process_, "exit");
  return { found, verified, acked, sent };
}

test("kill -9 loses nothing that was acknowledged, and makes nothing twice", async () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, "store.db");
  const url = `sqlite:///${path}`;
  const known = new Map<string, { acked: number; most: number }>();
  for (const acks of [1, 40, 171, 333, 512]) {
    const life = await liveAndDie(url, acks);
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
  const holder = spawn(process.execPath, [child, url, "1"], {
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
