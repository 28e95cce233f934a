import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { closeOnSignals } from "./close-on-signals.js";

const signals = ["SIGTERM", "SIGINT"] as const;
let before: Map<string, readonly NodeJS.SignalsListener[]>;
beforeEach(() => {
  before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
});
afterEach(() => {
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
    }
  }
});

/** A server whose close a test ends, in a process that does not. */
function watched() {
  const exits: number[] = [];
  const errors: unknown[] = [];
  let closes = 0;
  let nowMs = 0;
  let resolve = (): void => {};
  let reject = (_error: Error): void => {};
  const promise = new Promise<void>((...settle) => {
    [resolve, reject] = settle;
  });
  const server = {
    close: () => {
      closes += 1;
      return promise;
    },
  };
  closeOnSignals(server, {
    exit: (code) => exits.push(code),
    onError: (error) => errors.push(error),
    nowMs: () => nowMs,
  });
  const send = (signal: (typeof signals)[number], atMs: number): void => {
    nowMs = atMs;
    process.emit(signal);
  };
  return { exits, errors, send, promise, resolve, reject, closes: () => closes };
}

test("a signal closes, and ends the process with 0 when that is done", async () => {
  const { exits, send, promise, resolve, closes } = watched();
  send("SIGTERM", 0);
  expect([closes(), exits]).toEqual([1, []]);
  resolve();
  await promise;
  expect(exits).toEqual([0]);
});

test("the same signal sent on counts once, a later one ends the process at once", () => {
  const { exits, send, closes } = watched();
  send("SIGINT", 0);
  send("SIGTERM", 2_000);
  expect([closes(), exits]).toEqual([1, []]);
  send("SIGTERM", 2_001);
  expect([closes(), exits]).toEqual([1, [1]]);
});

test("a close that cut requests off ends with 1, and says why", async () => {
  const { exits, errors, send, promise, reject } = watched();
  send("SIGTERM", 0);
  const error = new Error("cut off");
  reject(error);
  await promise.catch(() => {});
  expect([exits, errors]).toEqual([[1], [error]]);
});
