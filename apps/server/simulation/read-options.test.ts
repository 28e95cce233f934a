import { expect, test } from "@jest/globals";
import { readOptions } from "./read-options.js";

test.each([
  [[], { from: 1, seeds: 1000, trace: false, mutations: false }],
  [["--", "--seeds", "10000", "--from", "5"], { from: 5, seeds: 10_000 }],
  [["--seed", "77", "--trace"], { from: 77, seeds: 1, trace: true }],
  [["--mutations"], { seeds: 2000, mutations: true }],
  [["-h"], { help: true }],
])("%j", (args, expected) => {
  expect(readOptions(args)).toMatchObject(expected);
});

test.each([[["--seeds", "0"]], [["--seed", "x"]], [["--sedes", "3"]]])("refuses %j", (args) => {
  expect(() => readOptions(args)).toThrow();
});
