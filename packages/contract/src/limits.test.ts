import { expect, test } from "@jest/globals";
import * as exported from "./limits.js";
import { bodyBytesMax, importBodyBytesMax, limits } from "./limits.js";

const MEBIBYTE = 1_048_576;

test("the table lists every limit under its own name and with its own value", () => {
  const constants = Object.entries(exported).flatMap(([name, value]): [string, number][] =>
    typeof value === "number" && !isDefaultOfField(name) ? [[name, value]] : [],
  );
  const bodies = Object.entries(bodyBytesMax).map(([name, value]) => [
    `bodyBytesMax.${name}`,
    value,
  ]);
  const expected = Object.fromEntries([...constants, ...bodies]);
  const listed = Object.fromEntries(limits.map(({ name, value }) => [name, value]));
  const { vectorComponentMax, ...own } = listed;
  expect(own).toEqual(expected);
  expect(vectorComponentMax).toBe(1e6);
  expect(limits).toHaveLength(Object.keys(listed).length);
});

test("the import body follows from the session bounds", () => {
  expect(bodyBytesMax).toEqual({
    standard: 2 * MEBIBYTE,
    list: 8 * MEBIBYTE,
    import: 9 * MEBIBYTE,
  });
  expect(importBodyBytesMax(2 * MEBIBYTE, MEBIBYTE)).toBe(13 * MEBIBYTE);
});

/** Defaults of fields stand in the API description; only defaults of bounds are bounds. */
function isDefaultOfField(name: string): boolean {
  return name.endsWith("Default") && !name.endsWith("MaxDefault");
}
