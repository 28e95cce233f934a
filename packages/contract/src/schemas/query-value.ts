import * as z from "zod";
import { customIssue } from "./custom-issue.js";

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

/** A boolean from a query string: `true`, `1`, `yes`, `on` and their opposites, in any case. */
export const QueryBoolean = z.pipe(
  z.transform<boolean, boolean>((value: unknown, context) => {
    const parsed = BOOLEANS.get(String(value).toLowerCase());
    if (parsed !== undefined) return parsed;
    const message = "Input should be a valid boolean, unable to interpret input";
    context.issues.push(customIssue("bool_parsing", message, value));
    return z.NEVER;
  }),
  z.boolean(),
);

/** The schema of an integer in a query string. */
export type QueryInteger = z.ZodPipe<z.ZodTransform<number, number>, z.ZodInt>;

/** An integer from a query string, between `minimum` and `maximum`. */
export function queryInteger(minimum: number, maximum: number): QueryInteger {
  return z.pipe(
    z.transform<number, number>((value: unknown, context) => {
      if (/^[+-]?\d{1,15}$/.test(String(value))) return Number(value);
      const message = "Input should be a valid integer, unable to parse string as an integer";
      context.issues.push(customIssue("int_parsing", message, value));
      return z.NEVER;
    }),
    z.int().min(minimum).max(maximum),
  );
}
