import * as z from "zod";

/** The schema of a list of bounded length. */
export type List<S extends z.ZodType> = z.ZodPipe<
  z.ZodTransform<z.input<S>[], z.input<S>[]>,
  z.ZodArray<S>
>;

/**
 * A list of `itemsMin` to `itemsMax` items.
 *
 * Its length is looked at before its items: a hostile body would else buy an error object for each
 * of millions of them.
 */
export function list<S extends z.ZodType>(item: S, itemsMin: number, itemsMax: number): List<S> {
  return z.pipe(
    z.transform<z.input<S>[], z.input<S>[]>((value, context) => {
      // What is no array is reported by the array schema.
      if (Array.isArray(value) && value.length > itemsMax) {
        context.issues.push({ code: "too_big", origin: "array", maximum: itemsMax, input: value });
      }
      return value;
    }),
    z.array(item).min(itemsMin).max(itemsMax),
  );
}
