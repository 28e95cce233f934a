import * as z from "zod";
import { customIssue } from "./custom-issue.js";

/** The schema of an integer in a body. */
export type Integer = z.ZodPipe<z.ZodTransform<number, number>, z.ZodInt>;

/**
 * An integer between `minimum` and `maximum`.
 *
 * What is no number is reported here: zod would say that it expected a number, which a client
 * could mend by sending a fraction.
 */
export function integer(minimum: number, maximum: number): Integer {
  return z.pipe(
    z.transform<number, number>((value: unknown, context) => {
      if (typeof value === "number") return value;
      context.issues.push(customIssue("int_type", "Input should be a valid integer", value));
      return z.NEVER;
    }),
    z.int().min(minimum).max(maximum),
  );
}
