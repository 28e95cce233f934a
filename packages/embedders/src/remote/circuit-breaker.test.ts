import { describe, expect, test } from "@jest/globals";
import { EmbedderCircuitOpenError } from "../errors.js";
import { CircuitBreaker, circuitOpenMs, failuresInRowMax } from "./circuit-breaker.js";

const fault = new Error("the service failed");

function setUp() {
  const clock = { now: 0 };
  const breaker = new CircuitBreaker(() => clock.now);
  const succeed = () =>
    breaker.run(
      async () => "vector",
      () => "failure",
    );
  const fail = (verdict: "failure" | "neutral" = "failure") =>
    breaker.run(
      () => Promise.reject(fault),
      () => verdict,
    );
  const failTimes = async (count: number) => {
    for (let index = 0; index < count; index++) await expect(fail()).rejects.toBe(fault);
  };
  return { clock, breaker, succeed, fail, failTimes };
}

describe("CircuitBreaker", () => {
  test("opens at the fifth failure in a row, not at the fourth", async () => {
    const { succeed, failTimes } = setUp();
    await failTimes(failuresInRowMax - 1);
    await expect(succeed()).resolves.toBe("vector");
    await failTimes(failuresInRowMax);
    await expect(succeed()).rejects.toMatchObject({ retryAfterMs: circuitOpenMs });
  });

  test("lets one request through after the pause, and closes if it succeeds", async () => {
    const { clock, breaker, succeed, failTimes } = setUp();
    await failTimes(failuresInRowMax);
    clock.now = circuitOpenMs - 1;
    await expect(succeed()).rejects.toBeInstanceOf(EmbedderCircuitOpenError);
    clock.now = circuitOpenMs;
    const answer = deferred();
    const probe = breaker.run(
      () => answer.promise,
      () => "failure",
    );
    await expect(succeed()).rejects.toBeInstanceOf(EmbedderCircuitOpenError);
    answer.resolve("vector");
    await expect(probe).resolves.toBe("vector");
    await expect(succeed()).resolves.toBe("vector");
  });

  test("opens again at once if that request fails", async () => {
    const { clock, succeed, failTimes } = setUp();
    await failTimes(failuresInRowMax);
    clock.now = circuitOpenMs;
    await failTimes(1);
    await expect(succeed()).rejects.toBeInstanceOf(EmbedderCircuitOpenError);
    clock.now = 2 * circuitOpenMs;
    await expect(succeed()).resolves.toBe("vector");
  });

  test("closes at once when the service was seen to be back", async () => {
    const { breaker, succeed, failTimes } = setUp();
    await failTimes(failuresInRowMax);
    breaker.reset();
    await expect(succeed()).resolves.toBe("vector");
    await failTimes(failuresInRowMax - 1);
    await expect(succeed()).resolves.toBe("vector");
  });

  test("does not count neutral ends, and lets the next request probe after one", async () => {
    const { clock, succeed, fail, failTimes } = setUp();
    for (let index = 0; index < 20; index++) await expect(fail("neutral")).rejects.toBe(fault);
    await expect(succeed()).resolves.toBe("vector");
    await failTimes(failuresInRowMax);
    clock.now = circuitOpenMs;
    await expect(fail("neutral")).rejects.toBe(fault);
    await expect(succeed()).resolves.toBe("vector");
  });
});

function deferred(): { promise: Promise<string>; resolve: (value: string) => void } {
  let resolve: (value: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
