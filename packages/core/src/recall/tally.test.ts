import { expect, test } from "@jest/globals";
import { Tally } from "./tally.js";

test("a key stays until it was taken out as often as it was added", () => {
  const tally = new Tally<string>();
  tally.add("a");
  tally.add("a");
  tally.add("b");
  tally.remove("a");
  expect([...tally.keys()]).toEqual(["a", "b"]);
  tally.remove("a");
  expect([...tally.keys()]).toEqual(["b"]);
  expect(tally.size).toBe(1);
});
