import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { bytes, idempotentRecord, LogWriter } from "../testing/log-writer.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openStore } from "./open-store.js";

test("on SQLite no file holds a byte of what was erased", async () => {
  const directory = temporaryDirectory();
  const store = await openStore({ url: "sqlite:///store.db", dataDirectory: directory.path });
  const tenant = store.forTenant("t");
  // Short bodies are stored as they are, so that they can be looked for.
  const canary = "canary-4711";
  const other = "neighbour-4711";
  for (const [entity, word] of [
    ["gone", canary],
    ["stays", other],
  ] as const) {
    const writer = new LogWriter(tenant, entity);
    const idem = idempotentRecord({ key: entity, body: bytes(word) });
    const outbox = [{ target: "x", targetGenesisSeq: 1, body: bytes(word) }];
    await writer.append(word, { idem, outbox, genesis: { meta: bytes(word) } });
    for (let op = 0; op < 30; op++) await writer.append(`${word} ${"x".repeat(400)}`);
    const { seq, hash } = writer;
    const snapshot = { entity, seq, chainHash: hash, engineVersion: 1, atMs: 1 };
    await tenant.saveSnapshot({ ...snapshot, body: bytes(word) });
    if (entity === "gone") await writer.append("end", { tombstone: true });
  }
  expect(filesWith(directory.path, canary)).not.toEqual([]);
  const answer = { status: 410, headers: {}, body: bytes("gone") };
  const erased = { tombstoneSeq: 32, ops: 31, outboxRows: 1, answers: 1 };
  expect(await tenant.erase("gone", answer)).toMatchObject(erased);
  expect(filesWith(directory.path, canary)).toEqual([]);
  expect(filesWith(directory.path, other)).toEqual(["store.db"]);
  await store.close();
  expect(filesWith(directory.path, canary)).toEqual([]);
  directory.remove();
});

function filesWith(directory: string, word: string): string[] {
  return readdirSync(directory).filter((file) =>
    readFileSync(join(directory, file)).includes(word),
  );
}
