import { beforeEach, expect, test } from "@jest/globals";
import { eventStreamLimits } from "../http/event-stream.js";
import { ManualClock } from "../testing/manual-clock.js";
import { createWatchLog } from "./watch-log.js";

const { headPollMs } = eventStreamLimits;
let clock: ManualClock;
let seq: number;
let looks: number;
let changes: number;
let failure: Error | undefined;
beforeEach(() => {
  clock = new ManualClock();
  [seq, looks, changes, failure] = [7, 0, 0, undefined];
});

function watch({ exclusive = false } = {}) {
  const head = async () => {
    looks += 1;
    if (failure !== undefined) throw failure;
    return { seq };
  };
  const watchLog = createWatchLog({ exclusive, forTenant: () => ({ head }) }, clock);
  return watchLog("alice", "meta:region:r", () => {
    changes += 1;
  });
}

async function pass(polls: number): Promise<void> {
  for (let i = 0; i < polls; i++) {
    clock.advance(headPollMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a log that has grown is told of once, at the next look", async () => {
  const stop = watch();
  await pass(3);
  // What came before the first look may be news.
  expect([looks, changes]).toEqual([3, 1]);
  seq += 2;
  await pass(2);
  expect([looks, changes]).toEqual([5, 2]);
  stop();
  await pass(2);
  expect(looks).toBe(5);
});

test("a database that is away is asked again, and what it kept is told of", async () => {
  const stop = watch();
  await pass(1);
  failure = new Error("away");
  seq += 1;
  await pass(2);
  expect(changes).toBe(1);
  failure = undefined;
  await pass(1);
  expect([looks, changes]).toEqual([4, 2]);
  stop();
});

test("a look under way when nobody watches any more tells nobody", async () => {
  const stop = watch();
  clock.advance(headPollMs);
  stop();
  await pass(2);
  expect([looks, changes]).toEqual([1, 0]);
});

test("alone on its database nobody looks", async () => {
  const stop = watch({ exclusive: true });
  await pass(3);
  expect(looks).toBe(0);
  stop();
});
