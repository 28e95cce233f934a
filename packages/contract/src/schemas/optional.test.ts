import { expect, test } from "@jest/globals";
import * as z from "zod";
import { emptyAsAbsent, optional, withDefault } from "./optional.js";

const Schema = z.object({
  plain: optional(z.int()),
  text: emptyAsAbsent(z.string().min(2)),
  filled: withDefault(z.boolean(), true),
});

test("absent, null and, where it says so, the empty string mean the same", () => {
  const absent = { filled: true };
  expect(Schema.parse({})).toEqual(absent);
  expect(Schema.parse({ plain: undefined, text: undefined, filled: undefined })).toEqual(absent);
  expect(Schema.parse({ plain: null, text: null, filled: null })).toEqual(absent);
  expect(Schema.parse({ text: "" })).toEqual(absent);
});

test("given values go through the inner schema", () => {
  const given = { plain: 1, text: "ab", filled: false };
  expect(Schema.parse(given)).toEqual(given);
  expect(Schema.safeParse({ plain: "1" }).success).toBe(false);
  expect(Schema.safeParse({ plain: "" }).success).toBe(false);
  expect(Schema.safeParse({ text: "a" }).success).toBe(false);
  expect(Schema.safeParse({ text: 7 }).success).toBe(false);
  expect(Schema.safeParse({ filled: "true" }).success).toBe(false);
});

test("types say what is optional", () => {
  const input: z.input<typeof Schema> = { plain: null };
  const output: z.output<typeof Schema> = Schema.parse(input);
  const filled: boolean = output.filled;
  const plain: number | undefined = output.plain;
  // @ts-expect-error an optional field may be absent
  const text: string = output.text;
  expect([filled, plain, text]).toEqual([true, undefined, undefined]);
});
