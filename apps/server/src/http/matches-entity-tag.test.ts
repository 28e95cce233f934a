import { expect, test } from "@jest/globals";
import { matchesEntityTag } from "./matches-entity-tag.js";

test.each([
  ['"7-0a1b2c3d"', true],
  ['W/"7-0a1b2c3d"', true],
  ['"6-00000000",  "7-0a1b2c3d"', true],
  ["*", true],
  [" * ", true],
  [undefined, false],
  ["", false],
  ["7-0a1b2c3d", false],
  ['"8-0a1b2c3d"', false],
  ['"7-0a1b2c3d', false],
])("%s: %p", (header, expected) => {
  expect(matchesEntityTag(header, '"7-0a1b2c3d"')).toBe(expected);
});
