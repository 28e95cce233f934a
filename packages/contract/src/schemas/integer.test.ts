import { expect, test } from "@jest/globals";
import * as z from "zod";
import { validationErrors } from "../request/validation-errors.js";
import { integer } from "./integer.js";

const schema = z.object({ count: integer(1, 9) });

test.each([1, 9])("takes %i", (count) => {
  expect(schema.parse({ count })).toEqual({ count });
});

test.each([
  ["5", "int_type", "Input should be a valid integer"],
  [true, "int_type", "Input should be a valid integer"],
  [null, "int_type", "Input should be a valid integer"],
  [undefined, "missing", "Field required"],
  [1.5, "int_from_float", "Input should be a valid integer"],
  [0, "greater_than_equal", "Input should be greater than or equal to 1"],
  [10, "less_than_equal", "Input should be less than or equal to 9"],
])("refuses %p as %s", (count, type, msg) => {
  const { error } = schema.safeParse({ count }, { reportInput: true });
  expect(error && validationErrors(error, "body")).toEqual([{ loc: ["body", "count"], msg, type }]);
});
