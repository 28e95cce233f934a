import fc from "fast-check";

/** A JSON Schema, as far as the API description uses them. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

type Components = Readonly<Record<string, JsonSchema>>;

/** Values that a schema allows, now and then with a part of another type. */
export function schemaArbitrary(schema: JsonSchema, components: Components): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 40, arbitrary: validArbitrary(schema, components) },
    fc.constantFrom<unknown>(null, true, -1, 1e308, "", "\0", "\ud800", [], [0], {}),
  );
}

function validArbitrary(schema: JsonSchema, components: Components): fc.Arbitrary<unknown> {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = components[reference.split("/").at(-1) ?? ""];
    if (target === undefined) throw new Error(`${reference} is not among the components`);
    return validArbitrary(target, components);
  }
  const alternatives = schema["anyOf"] as JsonSchema[] | undefined;
  if (alternatives !== undefined) {
    return fc.oneof(...alternatives.map((option) => validArbitrary(option, components)));
  }
  const words = schema["enum"] as unknown[] | undefined;
  if (words !== undefined) return fc.constantFrom(...words);
  return typedArbitrary(schema, components);
}

function typedArbitrary(schema: JsonSchema, components: Components): fc.Arbitrary<unknown> {
  const minimum = numberOf(schema["minimum"]);
  const maximum = numberOf(schema["maximum"]);
  switch (schema["type"]) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: minimum ?? -10, max: Math.min(maximum ?? 1000, 2 ** 31 - 1) });
    case "number":
      return fc.double({ min: minimum ?? -10, max: maximum ?? 10, noNaN: true });
    case "string":
      return fc.string({ unit: "grapheme", minLength: numberOf(schema["minLength"]) ?? 0 });
    case "array": {
      const item = (schema["items"] ?? {}) as JsonSchema;
      // 384 is the dimension of a session: vectors of that length get further.
      const lengths = item["type"] === "number" ? [1, 384, 384] : [1, 3];
      const items = validArbitrary(item, components);
      return fc
        .constantFrom(...lengths)
        .chain((length) => fc.array(items, { minLength: length, maxLength: length }));
    }
    case "object":
      return objectArbitrary(schema, components);
    default:
      return fc.jsonValue();
  }
}

function objectArbitrary(schema: JsonSchema, components: Components): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const required = (schema["required"] ?? []) as string[];
  if (properties.length === 0) return fc.dictionary(fc.string(), fc.jsonValue());
  return fc.record(
    Object.fromEntries(
      properties.map(([name, property]) => [name, schemaArbitrary(property, components)]),
    ),
    { requiredKeys: required },
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
