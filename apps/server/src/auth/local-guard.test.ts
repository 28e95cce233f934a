import { describe, expect, test } from "@jest/globals";
import { CrossSiteError } from "../errors/errors.js";
import { assertLocal } from "./local-guard.js";
import { isLoopbackHost } from "./loopback.js";

test.each([
  ["localhost", true],
  ["LOCALHOST", true],
  ["app.localhost", true],
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["[::1]", true],
  ["0.0.0.0", false],
  ["::", false],
  ["10.0.0.1", false],
  ["localhost.evil.example", false],
  ["127.0.0.1.evil.example", false],
])("%s is loopback: %p", (host, outcome) => {
  expect(isLoopbackHost(host)).toBe(outcome);
});

const named = new Set(["https://app.example", "*"]);

describe("assertLocal", () => {
  test.each([
    [{ host: "localhost:8080" }],
    [{ host: "[::1]:8080", origin: "http://localhost:3000" }],
    [{ host: "127.0.0.1", "sec-fetch-site": "same-origin" }],
    [{ host: "127.0.0.1", origin: "https://app.example", "sec-fetch-site": "cross-site" }],
  ])("lets %j in", (headers) => {
    expect(() => assertLocal(headers, named)).not.toThrow();
  });

  test.each([
    [{}],
    [{ host: "evil.example:8080" }],
    [{ host: "evil.example@127.0.0.1.example" }],
    [{ host: "127.0.0.1", origin: "https://evil.example" }],
    [{ host: "127.0.0.1", origin: "null" }],
    [{ host: "127.0.0.1", origin: "https://app.example.evil.example" }],
    [{ host: "evil.example", origin: "https://app.example" }],
    [{ host: "127.0.0.1", "sec-fetch-site": "cross-site" }],
  ])("keeps %j out", (headers) => {
    expect(() => assertLocal(headers, named)).toThrow(CrossSiteError);
  });
});
