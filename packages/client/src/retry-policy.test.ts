import { describe, expect, test } from "@jest/globals";
import { backoffBaseMs, retryAfterSecondsMax, retryDelayMs } from "./retry-policy.js";

const failed = { method: "post", triesBefore: 0, random: 0.5 } as const;

describe("Retry-After", () => {
  test.each([429, 503])("is waited for on any method (%d)", (status) => {
    expect(retryDelayMs({ ...failed, status, retryAfterSeconds: 3 })).toBe(3000);
  });

  test("is waited for up to its bound and no longer", () => {
    const status = 429;
    const edge = retryAfterSecondsMax;
    expect(retryDelayMs({ ...failed, status, retryAfterSeconds: edge })).toBe(60_000);
    expect(retryDelayMs({ ...failed, status, retryAfterSeconds: edge + 1 })).toBeUndefined();
  });

  test("means nothing on a status that is final", () => {
    expect(retryDelayMs({ ...failed, status: 409, retryAfterSeconds: 1 })).toBeUndefined();
  });
});

describe("without Retry-After", () => {
  test("a GET backs off, at random up to a bound that doubles", () => {
    const delays = [0, 1, 2].map((triesBefore) =>
      retryDelayMs({ ...failed, method: "get", triesBefore }),
    );
    expect(delays).toEqual([1, 2, 4].map((times) => (backoffBaseMs / 2) * times));
    expect(retryDelayMs({ ...failed, method: "get", status: 502, random: 0 })).toBe(0);
  });

  test.each([undefined, 429, 502, 503, 504])("a write is not sent again (%p)", (status) => {
    expect(retryDelayMs({ ...failed, ...(status !== undefined && { status }) })).toBeUndefined();
  });

  test.each([400, 401, 402, 403, 404, 409, 422, 500])("a GET is not either (%d)", (status) => {
    expect(retryDelayMs({ ...failed, method: "get", status })).toBeUndefined();
  });
});
