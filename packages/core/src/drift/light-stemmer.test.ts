import { expect, test } from "@jest/globals";
import { lightStem } from "./light-stemmer.js";

test.each([
  ["reservations", "reservation"],
  ["people", "peopl"],
  ["needed", "need"],
  ["works", "work"],
  ["cities", "city"],
  ["glasses", "glass"],
  ["glass", "glass"],
  ["bus", "bus"],
  ["planning", "plan"],
  ["planned", "plan"],
  ["telling", "tell"],
  ["missed", "miss"],
  ["sing", "sing"],
  ["red", "red"],
  ["quickly", "quick"],
  ["only", "only"],
  ["driver's", "driver"],
  ["is", "is"],
  ["", ""],
])("%s → %s", (word, stem) => {
  expect(lightStem(word)).toBe(stem);
});
