import { expect, test } from "@jest/globals";
import { ConflictingCredentialsError } from "../errors/errors.js";
import { readToken } from "./read-token.js";

test.each([
  [{}, undefined],
  [{ authorization: "Bearer t" }, "t"],
  [{ authorization: "BEARER   t " }, "t"],
  [{ authorization: "Bearer" }, undefined],
  [{ authorization: "Basic dTpw" }, undefined],
  [{ "x-api-key": " t " }, "t"],
  [{ "x-api-key": "" }, undefined],
  [{ authorization: "Bearer t", "x-api-key": "t" }, "t"],
  [{ authorization: "Basic dTpw", "x-api-key": "t" }, "t"],
])("%j", (headers, token) => {
  expect(readToken(headers)).toBe(token);
});

test("two tokens are none", () => {
  const headers = { authorization: "Bearer a", "x-api-key": "b" };
  expect(() => readToken(headers)).toThrow(ConflictingCredentialsError);
});
