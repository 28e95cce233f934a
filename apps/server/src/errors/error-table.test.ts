import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { SessionNotFoundError } from "@semvec/core";
import { EmbedderCircuitOpenError } from "@semvec/embedders";
import { ExpiredLicenseError, InvalidLicenseError } from "@semvec/license";
import { OverloadedError, UnknownCommitError } from "@semvec/persistence";
import { errorAnswer } from "./error-answer.js";
import { errorReference } from "./error-reference.js";
import { errorTable } from "./error-table.js";
import { MetricsCredentialsError, RateLimitedError } from "./errors.js";

const wording = { renewUrl: "https://renew.example" };

const sources = [
  ...["contract", "coordination", "core", "embedders", "license", "persistence"].map(
    (name) => `../../../../packages/${name}/src/errors.ts`,
  ),
  "./errors.ts",
];

test("the table, the packages' codes and the reference agree", () => {
  const codes = sources.flatMap((source) => {
    const text = readFileSync(new URL(source, import.meta.url), "utf8");
    return [...text.matchAll(/^ {2}\| "(ERR_\w+)"|= "(ERR_\w+)"|\| "(ERR_\w+)"/gm)].map(
      ([, first, second, third]) => first ?? second ?? third,
    );
  });
  const expected = [...new Set(codes)].sort();
  expect(expected.length).toBeGreaterThan(40);
  expect(Object.keys(errorTable).sort()).toEqual(expected);
  expect(errorReference.map(({ code }) => code).sort()).toEqual(expected);
});

test.each(errorReference.map(({ code, status }) => [code, status] as const))(
  "%s is answered with %i, and says nothing of the inside",
  (code, status) => {
    const error = Object.assign(new Error("message"), { code });
    const answer = errorAnswer(error, wording);
    expect(answer.status).toBe(status);
    expect(answer.detail).not.toHaveLength(0);
    expect(Array.isArray(answer.detail)).toBe(status === 422);
    if (status >= 500) {
      expect(answer.detail).not.toContain("message");
    }
  },
);

test("only 503 and 429 name a time to come back, from 1 to 60 seconds", () => {
  const waits = (error: Error) => errorAnswer(error, wording).headers["Retry-After"];
  expect(waits(new RateLimitedError(3600))).toBe("60");
  expect(waits(new OverloadedError("full", 1))).toBe("1");
  expect(waits(new EmbedderCircuitOpenError(2_500))).toBe("3");
  expect(waits(new SessionNotFoundError())).toBeUndefined();
});

test("a write whose outcome is unknown names none, for clients would repeat it", () => {
  const { status, headers } = errorAnswer(new UnknownCommitError(), wording);
  expect([status, headers]).toEqual([503, {}]);
});

test.each(errorReference.map(({ code, ...rest }) => [code, rest] as const))(
  "the reference says what %s means and what to do about it",
  (_, { detail, remedy }) => {
    expect(detail).toMatch(/^\p{Lu}.{8,}$/u);
    expect(remedy).toMatch(/^\p{Lu}[^.]{15,}\.$/u);
  },
);

test("the reference quotes a detail that never changes, and describes one that does", () => {
  const details = new Map(errorReference.map(({ code, detail }) => [code, detail]));
  expect(details.get("ERR_SESSION_NOT_FOUND")).toBe("Session not found");
  expect(details.get("ERR_BODY_TOO_LARGE")).toBe("Says what is wrong.");
  expect(details.get("ERR_VALIDATION")).toBe("A list of what is wrong, and where.");
});

describe("what an error says", () => {
  test("an invalid licence: the reason, without what is for the log", () => {
    const error = new InvalidLicenseError("malformed", "something about the token");
    const { detail, headers } = errorAnswer(error, wording);
    expect(detail).toBe("Invalid license: malformed");
    expect(headers["WWW-Authenticate"]).toBe('Bearer realm="semvec", error="invalid_token"');
  });

  test("an expired licence: where to renew it", () => {
    const { status, detail } = errorAnswer(new ExpiredLicenseError("alice", 1), wording);
    expect([status, detail]).toEqual([402, "License expired: renew at https://renew.example"]);
  });

  test("metrics: another way to sign in", () => {
    const { headers } = errorAnswer(new MetricsCredentialsError(), wording);
    expect(headers["WWW-Authenticate"]).toMatch(/^Basic /);
  });

  test.each([new TypeError("x"), "thrown text", undefined, { code: "ERR_CONFLICT" }])(
    "what nobody foresaw: nothing (%p)",
    (error) => {
      expect(errorAnswer(error, wording)).toEqual({
        status: 500,
        detail: "Internal server error",
        headers: {},
      });
    },
  );
});
