import { expect, test } from "@jest/globals";
import * as z from "zod";
import { list } from "./list.js";

let looks = 0;
const Item = z.number().refine(() => {
  looks += 1;
  return true;
});
const Items = list(Item, 1, 3);

test("holds at its edges", () => {
  expect(Items.parse([1, 2, 3])).toEqual([1, 2, 3]);
  expect(Items.safeParse([]).error?.issues).toMatchObject([{ code: "too_small", minimum: 1 }]);
  expect(Items.safeParse([1, 2, 3, 4]).error?.issues).toMatchObject([
    { code: "too_big", origin: "array", maximum: 3 },
  ]);
});

test("looks at no item of a list that is too long", () => {
  looks = 0;
  expect(Items.safeParse(new Array(4).fill(1)).success).toBe(false);
  const hostile = new Array(1_000_000).fill("no number");
  expect(Items.safeParse(hostile).error?.issues).toHaveLength(1);
  expect(looks).toBe(0);
});

test.each([["text"], [{ length: 1 }], [1], [null]])("%j is no list", (value) => {
  expect(Items.safeParse(value).error?.issues[0]).toMatchObject({ code: "invalid_type" });
});
