import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { openStore, persistenceDefaults } from "@semvec/persistence";
import { ManualClock } from "../testing/manual-clock.js";
import { startTestServer, temporaryDirectory } from "../testing/test-server.js";
import { AnswerPurge, answerPurgeLimits } from "./answer-purge.js";

const { pauseMs, roundRowsMax } = answerPurgeLimits;
const { purgeRowsMax } = persistenceDefaults;

/** A purge of a store that a test fills, and what it asked for and reported. */
function watched(answer: (rowsMax: number) => Promise<number>) {
  const clock = new ManualClock();
  const asked: number[] = [];
  const errors: unknown[] = [];
  const purge = new AnswerPurge({
    store: {
      purgeExpiredIdempotency: (rowsMax = 0) => {
        asked.push(rowsMax);
        return answer(rowsMax);
      },
    },
    clock,
    log: { error: (entry: unknown) => errors.push(entry) },
  });
  purge.start();
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    // A round takes a few turns for each transaction of it.
    for (let turn = 0; turn < 10; turn++) await nextTurn();
  };
  return { purge, asked, errors, pass };
}

test("goes round after each pause, as often as rows are left", async () => {
  const left = [purgeRowsMax, purgeRowsMax, 7];
  const { asked, pass } = watched(async () => left.shift() ?? 0);
  await pass(pauseMs - 1);
  expect(asked).toEqual([]);
  await pass(1);
  expect(asked).toEqual([purgeRowsMax, purgeRowsMax, purgeRowsMax]);
  await pass(pauseMs);
  expect(asked).toHaveLength(4);
});

test("a round has an end, however many rows are left", async () => {
  const { asked, pass } = watched(async (rowsMax) => rowsMax);
  await pass(pauseMs);
  expect(asked.reduce((sum, rows) => sum + rows, 0)).toBe(roundRowsMax);
  await pass(pauseMs);
  expect(asked.reduce((sum, rows) => sum + rows, 0)).toBe(2 * roundRowsMax);
});

test("an error is logged, and the next round tries again", async () => {
  const error = new Error("busy");
  const { asked, errors, pass } = watched(() => Promise.reject(error));
  await pass(pauseMs);
  await pass(pauseMs);
  expect(asked).toHaveLength(2);
  expect(errors).toEqual([{ err: error }, { err: error }]);
});

test("a stop waits for the transaction under way, and begins no other", async () => {
  let finish = (_rows: number): void => {};
  const { purge, asked, pass } = watched(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await pass(pauseMs);
  let isStopped = false;
  const stopped = purge.stop().then(() => {
    isStopped = true;
  });
  await nextTurn();
  expect(isStopped).toBe(false);
  finish(purgeRowsMax);
  await stopped;
  await pass(10 * pauseMs);
  expect(asked).toHaveLength(1);
});

test("the service deletes an expired answer by itself", async () => {
  const directory = temporaryDirectory();
  const url = "sqlite:///store.db";
  const open = (readOnly: boolean) => openStore({ url, dataDirectory: directory.path, readOnly });
  const writer = await open(false);
  await writer.forTenant("ann").saveIdempotent({
    key: "k",
    fingerprint: Buffer.from("fingerprint"),
    status: 200,
    headers: {},
    body: Buffer.from("{}"),
    expiresAtMs: Date.now() + 1_000,
  });
  await writer.close();
  const clock = new ManualClock();
  await using _server = await startTestServer(
    { DATABASE_URL: url, SEMVEC_DATA_DIR: directory.path },
    { clock },
  );
  const reader = await open(true);
  expect(await reader.forTenant("ann").verifyRecords()).toMatchObject({ answers: 1 });
  clock.advance(pauseMs);
  while ((await reader.forTenant("ann").verifyRecords()).answers > 0) await nextTurn();
  await reader.close();
});
