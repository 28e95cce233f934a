import * as z from "zod";

/** A field that may be left out; an explicit `null` means the same as leaving it out. */
export type Optional<S extends z.ZodType> = z.ZodOptional<
  z.ZodPipe<z.ZodNullable<S>, z.ZodTransform<z.output<S> | undefined, z.output<S> | null>>
>;

/** Makes a field optional: absent, `null` and `undefined` all parse to `undefined`. */
export function optional<S extends z.ZodType>(schema: S): Optional<S> {
  return schema
    .nullable()
    .transform((value) => value ?? undefined)
    .optional();
}

/** A field that gets a value when it is absent or `null`. */
export type WithDefault<S extends z.ZodType> = z.ZodPipe<
  z.ZodOptional<z.ZodNullable<S>>,
  z.ZodTransform<z.output<S>, z.output<S> | null | undefined>
>;

/** Makes a field optional with a default, which the API description states. */
export function withDefault<S extends z.ZodType>(
  schema: S,
  value: z.output<S> & (string | number | boolean),
): WithDefault<S> {
  return schema
    .nullish()
    .transform((given): z.output<S> => given ?? value)
    .meta({ default: value });
}

/** An optional string for which `""` means absent as well. */
export type EmptyAsAbsent = z.ZodOptional<
  z.ZodPipe<
    z.ZodTransform<string | null, string | null>,
    z.ZodPipe<z.ZodNullable<z.ZodString>, z.ZodTransform<string | undefined, string | null>>
  >
>;

/**
 * Makes a string optional; absent, `null` and `""`, which existing clients send, all parse to
 * `undefined`.
 */
export function emptyAsAbsent(schema: z.ZodString): EmptyAsAbsent {
  return z
    .pipe(
      z.transform<string | null, string | null>((value) => (value === "" ? null : value)),
      schema.nullable().transform((value) => value ?? undefined),
    )
    .optional();
}
