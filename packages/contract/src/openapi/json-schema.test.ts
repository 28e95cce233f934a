import { expect, test } from "@jest/globals";
import * as z from "zod";
import { ComponentConflictError } from "../errors.js";
import { JsonSchemaComponents } from "./json-schema.js";

test("schemas with an id become components, in alphabetical order", () => {
  const components = new JsonSchemaComponents();
  const Inner = z.string().meta({ id: "TestInner" });
  const Outer = z.object({ id: z.int(), inner: Inner }).meta({ id: "TestOuter" });
  expect(components.schemaOf(Outer, "input")).toEqual({ $ref: "#/components/schemas/TestOuter" });
  expect(components.schemaOf(z.array(Inner), "input")).toEqual({
    type: "array",
    items: { $ref: "#/components/schemas/TestInner" },
  });
  expect(Object.keys(components.toJSON())).toEqual(["TestInner", "TestOuter"]);
  expect(components.toJSON()["TestOuter"]).toMatchObject({
    properties: { id: { type: "integer" }, inner: { $ref: "#/components/schemas/TestInner" } },
  });
});

test("one id cannot stand for two schemas", () => {
  const components = new JsonSchemaComponents();
  const Transformed = z
    .pipe(z.string(), z.transform<string, number>(Number).pipe(z.number()))
    .meta({ id: "TestTransformed" });
  components.schemaOf(Transformed, "input");
  expect(() => components.schemaOf(Transformed, "output")).toThrow(ComponentConflictError);
});
