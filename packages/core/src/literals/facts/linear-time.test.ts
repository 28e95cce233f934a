import { describe, expect, test } from "@jest/globals";
import { textLengthMax } from "../../memory/memory-limits.js";
import { codeTokens } from "../code-tokens.js";
import { extractFacts } from "./extract-facts.js";

/**
 * Goal: no text makes this slow. Method: count, do not time. Every pattern that runs is looked at:
 * it must be bounded in length or end in a run of one class of characters, so that one execution
 * costs a constant or consumes what it read. And executions and reads of single units may grow no
 * faster than the text.
 */
const attacks =
  `1|1,|1.|1 234 |1'000|1 kg |€1|-1|9 |$5 m|5/m|a@|@|a.|a@a.|é@é.|a_|aB.|a-a.a-|_|$|//|/a
  |://|a://|x://(|(|)|[{|{}|\\\\|C:\\\\|....|a=|v1.|1.2.3-|1.2.3+|1.1.|2023-05-|2023-05-08 13:56:|May
  |May 1 |12 May |DE89 |DE89|GB82WEST|aaaaaaaa-|0123abcd-|\u0301|()|::|a->|a#|\`|\`a|👋|\ud83d|k |M
  |m/|%| |\n|a b|aA|AAa|é`
    .split("|")
    .map((piece) => piece.replace(/\n {2}$/, ""));

const { exec } = RegExp.prototype;
const { charAt, indexOf, slice } = String.prototype;

/** What some work did: patterns executed, and executions plus units read one way or another. */
function measure(work: () => void): { readonly steps: number; readonly patterns: Set<string> } {
  const patterns = new Set<string>();
  let steps = 0;
  RegExp.prototype.exec = function (text) {
    steps += 1;
    patterns.add(this.source);
    return exec.call(this, text);
  };
  String.prototype.charAt = function (at) {
    steps += 1;
    return charAt.call(this, at);
  };
  String.prototype.indexOf = function (what, from) {
    const at = indexOf.call(this, what, from);
    steps += (at < 0 ? this.length : at) - (from ?? 0);
    return at;
  };
  String.prototype.slice = function (start, end) {
    const part = slice.call(this, start, end);
    steps += part.length;
    return part;
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
    Object.assign(String.prototype, { charAt, indexOf, slice });
  }
  return { steps, patterns };
}

function attack(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Classes and escapes become `C`; what is left shows the quantifiers. */
function skeleton(source: string): string {
  return source.replace(/\\[pP]\{[^}]*\}|\\./g, "C").replace(/\[[^\]]*\]/g, "C");
}

/** Alternatives that can read far and then fail. */
function unbounded(source: string): string[] {
  return skeleton(source)
    .split("|")
    .filter((alternative) => {
      const endsInRun = alternative.endsWith("C+") && isBalanced(alternative);
      return /[*+]|\{\d*,\}/.test(endsInRun ? alternative.slice(0, -2) : alternative);
    });
}

/** Otherwise more may follow after the group that it is part of. */
function isBalanced(alternative: string): boolean {
  return alternative.split("(").length === alternative.split(")").length;
}

describe.each<[string, (text: string) => unknown]>([
  ["extraction", extractFacts],
  ["splitting into tokens", codeTokens],
])("%s", (_name, work) => {
  test.each(attacks)("of 100 000 units of %j takes steps in proportion", (piece) => {
    const quarter = measure(() => work(attack(piece, textLengthMax / 4)));
    const whole = measure(() => work(attack(piece, textLengthMax)));
    expect(whole.steps).toBeLessThan(4.4 * quarter.steps + 1000);
    expect(whole.steps).toBeLessThan(60 * textLengthMax);
    expect([...whole.patterns].flatMap(unbounded)).toEqual([]);
  });
});

test("the check sees the patterns of every finder", () => {
  const text =
    "Ana@X.com v1.2.3 $5m 5 kg -5 m C:\\a --x=/a.ts http://x 2023-05-08T13:56-02 aB a.ts";
  expect(measure(() => extractFacts(text)).patterns.size).toBeGreaterThan(25);
});

test("the check knows a dangerous pattern", () => {
  const dangerous = ["(a+)+$", ".*x", "a{2,}", "[ab]+c", "(?:x[ab]+|c)d", "[a]+[b]+"];
  expect(dangerous.filter((it) => unbounded(it).length > 0)).toEqual(dangerous);
  expect(
    ["[a\\]b]+", "\\p{L}{1,9}\\+", "a?(?:b|c){0,3}", "(?<!a)b{3}[b]+"].flatMap(unbounded),
  ).toEqual([]);
});
