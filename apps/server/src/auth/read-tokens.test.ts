import { expect, test } from "@jest/globals";
import { readTokens } from "./read-tokens.js";

test.each([
  [{}, []],
  [{ authorization: ["Bearer t"] }, ["t"]],
  [{ authorization: ["BEARER   t "] }, ["t"]],
  [{ authorization: ["Bearer"] }, []],
  [{ authorization: ["Basic dTpw"] }, []],
  [{ "x-api-key": [" t "] }, ["t"]],
  [{ "x-api-key": [""] }, []],
  [{ authorization: ["Bearer t"], "x-api-key": ["t"] }, ["t"]],
  [{ authorization: ["Basic dTpw"], "x-api-key": ["t"] }, ["t"]],
  [{ authorization: ["Bearer t", "Bearer t"] }, ["t"]],
  [{ authorization: ["Bearer a"], "x-api-key": ["b"] }, ["a", "b"]],
  [{ authorization: ["Bearer a", "Bearer b"] }, ["a", "b"]],
  [{ authorization: ["Bearer a, Bearer b"] }, ["a", "b"]],
  [{ authorization: ["Basic dTpw, Bearer t"] }, ["t"]],
  [{ "x-api-key": ["a", "b"] }, ["a", "b"]],
  [{ "x-api-key": ["a, b", "a"] }, ["a", "b"]],
])("%j", (headers, tokens) => {
  expect(readTokens(headers)).toEqual(tokens);
});
