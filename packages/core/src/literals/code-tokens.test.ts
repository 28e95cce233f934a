import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { wordCharactersMax } from "../lexical/words.js";
import { codeTokens } from "./code-tokens.js";

describe("codeTokens", () => {
  test.each([
    ["getUserId", ["get", "user", "id"]],
    ["HTTPServerError", ["http", "server", "error"]],
    ["MAX_RETRIES", ["max", "retries"]],
    ["src/auth/log-in.ts", ["src", "auth", "log", "in", "ts"]],
    ["utf8Decoder v2Beta", ["utf8", "decoder", "v2", "beta"]],
    ["größeÄndern 変数_名", ["größe", "ändern", "変数", "名"]],
    ["a A a_a", ["a"]],
    ["cafe\u0301", ["café"]],
    ["?! __ ", []],
    ["", []],
  ])("%j", (text, tokens) => {
    expect(codeTokens(text)).toEqual(tokens);
  });

  test("cuts a token at its maximum length", () => {
    expect(codeTokens("a".repeat(wordCharactersMax + 1))).toEqual(["a".repeat(wordCharactersMax)]);
  });

  test("is not slowed by a run of combining marks, which sort in quadratic time", () => {
    const run = "\u0301\u0323".repeat(50_000);
    expect(codeTokens(`caf${run} bar`)).toEqual(codeTokens(`caf${run.slice(0, 30)} bar`));
  });

  test("gives distinct tokens that do not depend on what is between them", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        const tokens = codeTokens(texts.join(" "));
        expect(new Set(tokens).size).toBe(tokens.length);
        expect(codeTokens(texts.join("_//_"))).toEqual(tokens);
      }),
    );
  });
});
