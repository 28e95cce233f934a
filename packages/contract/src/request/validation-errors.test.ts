import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { validationErrorsMax } from "../limits.js";
import { valueError } from "./validation-error.js";
import { validationErrors } from "./validation-errors.js";

/** The first entry for a field `f` of an object, without its place. */
function entryFor(schema: z.ZodType, value: unknown): { type: string; msg: string } {
  const result = z.object({ f: schema }).safeParse({ f: value }, { reportInput: true });
  const [entry] = result.success ? [] : validationErrors(result.error, "body");
  if (entry === undefined) throw new Error("the value was accepted");
  expect(entry.loc.slice(0, 2)).toEqual(["body", "f"]);
  return { type: entry.type, msg: entry.msg };
}

describe("validationErrors words what is wrong as FastAPI does", () => {
  test.each([
    ["missing", z.string(), undefined, "Field required"],
    ["missing", z.custom((value) => typeof value === "object"), undefined, "Field required"],
    ["string_type", z.string(), 5, "Input should be a valid string"],
    ["string_type", z.string(), null, "Input should be a valid string"],
    ["string_too_short", z.string().min(1), "", "String should have at least 1 character"],
    ["string_too_long", z.string().max(2), "abc", "String should have at most 2 characters"],
    [
      "string_pattern_mismatch",
      z.string().regex(/^a*$/),
      "b",
      "String should match pattern '^a*$'",
    ],
    ["bool_type", z.boolean(), "true", "Input should be a valid boolean"],
    ["float_type", z.number(), "1", "Input should be a valid number"],
    ["finite_number", z.number(), Number.POSITIVE_INFINITY, "Input should be a finite number"],
    ["int_from_float", z.int(), 1.5, "Input should be a valid integer"],
    ["greater_than_equal", z.number().min(1), 0, "Input should be greater than or equal to 1"],
    ["greater_than", z.number().positive(), 0, "Input should be greater than 0"],
    ["less_than_equal", z.int().max(9), 10, "Input should be less than or equal to 9"],
    ["less_than", z.number().lt(9), 9, "Input should be less than 9"],
    ["list_type", z.array(z.int()), {}, "Input should be a valid list"],
    ["too_short", z.array(z.int()).min(1), [], "List should have at least 1 item"],
    ["too_long", z.array(z.int()).max(2), [1, 2, 3], "List should have at most 2 items"],
    ["dict_type", z.object({}), [], "Input should be a valid dictionary"],
    ["literal_error", z.enum(["a", "b", "c"]), "d", "Input should be 'a', 'b' or 'c'"],
    ["literal_error", z.literal(true), false, "Input should be true"],
    ["extra_forbidden", z.strictObject({}), { x: 1 }, "Extra inputs are not permitted"],
    ["value_error", z.string().refine(() => false, "no"), "a", "Value error, no"],
  ])("%s", (type, schema, value, msg) => {
    expect(entryFor(schema, value)).toEqual({ type, msg });
  });
});

test("the way to the value holds keys and indices", () => {
  const schema = z.object({ list: z.array(z.object({ n: z.int() })) });
  const result = schema.safeParse({ list: [{ n: 1 }, { n: "x" }] }, { reportInput: true });
  expect(result.error && validationErrors(result.error, "body")).toEqual([
    { loc: ["body", "list", 1, "n"], msg: "Input should be a valid number", type: "float_type" },
  ]);
});

test("lists at most 64 errors", () => {
  const wrong = (length: number): unknown[] => new Array(length).fill("x");
  const listed = (length: number): number => {
    const { error } = z.array(z.int()).safeParse(wrong(length), { reportInput: true });
    return error === undefined ? 0 : validationErrors(error, "body").length;
  };
  expect(listed(validationErrorsMax)).toBe(validationErrorsMax);
  expect(listed(validationErrorsMax + 1)).toBe(validationErrorsMax);
});

test("valueError makes an entry of the same shape", () => {
  expect(valueError(["path", "session_id"], "no")).toEqual({
    loc: ["path", "session_id"],
    msg: "Value error, no",
    type: "value_error",
  });
});
