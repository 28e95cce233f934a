import { expect, test } from "@jest/globals";
import { hasBasicCredentials } from "./basic-credentials.js";

const expected = { user: "prometheus", password: "pa:ss wörd" };

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

test.each([
  [basic("prometheus:pa:ss wörd"), true],
  [basic("prometheus:pa:ss wörd").replace("Basic", "basic"), true],
  [basic("prometheus:other"), false],
  [basic("other:pa:ss wörd"), false],
  [basic("prometheus"), false],
  [basic(""), false],
  ["Bearer token", false],
  ["", false],
  [undefined, false],
])("%p", (header, outcome) => {
  expect(hasBasicCredentials(header, expected)).toBe(outcome);
});

test("an empty password is a password", () => {
  expect(hasBasicCredentials(basic("u:"), { user: "u", password: "" })).toBe(true);
  expect(hasBasicCredentials(basic("u"), { user: "u", password: "" })).toBe(false);
});
