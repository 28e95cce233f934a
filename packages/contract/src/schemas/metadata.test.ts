import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { metadataBytesMax } from "../limits.js";
import { isJsonObject, Metadata } from "./metadata.js";

function accepts(json: string): boolean {
  return Metadata.safeParse(JSON.parse(json)).success;
}

describe("Metadata", () => {
  test("keeps any JSON object as it is", () => {
    const value = { user_id: "u1", tags: ["a", { b: null }], n: 1.5, "": true };
    expect(Metadata.parse(value)).toEqual(value);
  });

  test("has at most 4 KiB as UTF-8 JSON", () => {
    const overhead = JSON.stringify({ k: "" }).length;
    const full = "x".repeat(metadataBytesMax - overhead);
    expect(Metadata.safeParse({ k: full }).success).toBe(true);
    expect(Metadata.safeParse({ k: `${full}x` }).success).toBe(false);
    expect(Metadata.safeParse({ k: "é".repeat(metadataBytesMax / 2) }).success).toBe(false);
  });

  test.each(["__proto__", "constructor", "prototype"])("refuses the key %s anywhere", (key) => {
    expect(accepts(`{"${key}":1}`)).toBe(false);
    expect(accepts(`{"a":[{"${key}":{}}]}`)).toBe(false);
    expect(accepts(`{"a":"${key}"}`)).toBe(true);
  });

  test("refuses text that no store can hold, in keys and values", () => {
    expect(accepts('{"a":"\\u0000"}')).toBe(false);
    expect(accepts('{"a\\u0000":1}')).toBe(false);
    expect(accepts('{"a":["\\ud800"]}')).toBe(false);
  });

  test("refuses what is not an object", () => {
    for (const json of ["null", "[]", '"a"', "1", "true"]) expect(accepts(json)).toBe(false);
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Metadata.safeParse(value).success && !isJsonObject(value)).toBe(false);
      }),
    );
  });
});
