import * as z from "zod";
import { ComponentConflictError } from "../errors.js";

/** A JSON Schema of the 2020-12 dialect, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Turns zod schemas into JSON Schemas and gathers those with an id as shared components. */
export class JsonSchemaComponents {
  readonly #components = new Map<string, JsonSchema>();

  /**
   * The JSON Schema of what a schema takes (`input`) or gives (`output`); a reference when the
   * schema has an id.
   *
   * @throws ComponentConflictError when an id already stands for another schema
   */
  schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // Wrapped, because zod writes the outermost schema in place even when it has an id.
    const { properties, $defs } = z.toJSONSchema(z.strictObject({ schema }), {
      io,
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => adjust(zodSchema, jsonSchema, io),
    });
    for (const [id, definition] of Object.entries($defs ?? {})) {
      this.#add(id, relocated(definition) as JsonSchema);
    }
    return relocated(properties?.["schema"]) as JsonSchema;
  }

  /** The components gathered so far, by id in alphabetical order. */
  toJSON(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(id: string, schema: JsonSchema): void {
    const known = this.#components.get(id);
    if (known === undefined) this.#components.set(id, schema);
    else if (JSON.stringify(known) !== JSON.stringify(schema)) throw new ComponentConflictError(id);
  }
}

function adjust(
  zodSchema: z.core.$ZodType,
  jsonSchema: z.core.JSONSchema.BaseSchema,
  io: "input" | "output",
): void {
  // zod leaves the defaults of transformed fields out.
  const filled = z.globalRegistry.get(zodSchema)?.["default"];
  if (filled !== undefined) jsonSchema["default"] = filled;
  // Bounds that every JSON integer has say nothing.
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
  // Answers are strict in tests only: a later version may add a field, and clients must not mind.
  if (io === "output" && jsonSchema["additionalProperties"] === false) {
    delete jsonSchema["additionalProperties"];
  }
}

/** A copy whose references point into the components of an OpenAPI document. */
function relocated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocated);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    if (key !== "$ref") return [key, relocated(item)];
    return [key, String(item).replace("#/$defs/", "#/components/schemas/")];
  });
  return Object.fromEntries(entries);
}
