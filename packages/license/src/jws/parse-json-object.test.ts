import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseJsonObject } from "./parse-json-object.js";

const jsonObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));

describe("parseJsonObject", () => {
  it("reads every object that JSON.stringify writes, at any indentation", () => {
    fc.assert(
      fc.property(jsonObject, fc.nat({ max: 3 }), (object, indentation) => {
        const text = JSON.stringify(object, undefined, indentation);
        const members = parseJsonObject(text);
        expect(members).toEqual(new Map(Object.entries(JSON.parse(text))));
        expect(parseJsonObject(new TextEncoder().encode(text))).toEqual(members);
      }),
    );
  });

  it("refuses a member named twice, however it is escaped and however deep", () => {
    fc.assert(
      fc.property(
        jsonObject,
        fc.string(),
        fc.boolean(),
        fc.boolean(),
        (rest, name, escaped, deep) => {
          const again = escaped ? `"${[...name].map(escapeUnits).join("")}"` : JSON.stringify(name);
          const members = JSON.stringify(rest).slice(1, -1);
          const twice = `{${JSON.stringify(name)} : 1,${members && `${members},`}${again}\n:2}`;
          expect(parseJsonObject(deep ? `{"list":[{"inner":${twice}}]}` : twice)).toBeUndefined();
        },
      ),
    );
  });

  it("does not take a string value for a member", () => {
    expect(parseJsonObject('{"a":"b","c":["b","b","a"],"b":"a\\"a\\":"}')?.size).toBe(3);
  });

  it("reads no claim from a prototype", () => {
    expect(parseJsonObject('{"__proto__":{"sub":"victim"}}')?.get("sub")).toBeUndefined();
    expect(parseJsonObject("{}")?.get("constructor")).toBeUndefined();
  });

  it.each(["", "[]", "null", "1", '"a"', "{", "{}{}", "{a:1}", "\uFEFF{}", "// {}\n"])(
    "refuses %j",
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined();
      expect(parseJsonObject(new TextEncoder().encode(text))).toBeUndefined();
    },
  );

  it("refuses invalid UTF-8", () => {
    expect(
      parseJsonObject(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    ).toBeUndefined();
  });
});

function escapeUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
