import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonDepthMax } from "../limits.js";
import { parseJsonBody, parseJsonText } from "./parse-json-body.js";

const encoder = new TextEncoder();

describe("parseJsonBody", () => {
  test("gives back any JSON value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        expect(parseJsonBody(encoder.encode(json))).toEqual({ ok: true, value: JSON.parse(json) });
      }),
    );
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const result = parseJsonBody(bytes);
        if (!result.ok) expect(result.errors[0].type).toBe("json_invalid");
      }),
    );
  });

  test("takes no bytes, and nothing but white space, for no body", () => {
    expect(parseJsonBody(new Uint8Array())).toEqual({ ok: true, value: undefined });
    expect(parseJsonText(" \r\n\t")).toEqual({ ok: true, value: undefined });
    expect(parseJsonText("null")).toEqual({ ok: true, value: null });
  });

  test("skips a byte order mark", () => {
    expect(parseJsonBody(encoder.encode("\ufeff{}"))).toEqual({ ok: true, value: {} });
  });

  test("says where the JSON breaks off", () => {
    expect(parseJsonBody(encoder.encode('{"é": 1,}'))).toEqual({
      ok: false,
      errors: [{ loc: ["body", 8], msg: "JSON decode error", type: "json_invalid" }],
    });
  });

  test("finds invalid UTF-8", () => {
    const overlong = Uint8Array.from([0x22, 0xc0, 0xaf, 0x22]);
    const result = parseJsonBody(overlong);
    expect(result).toMatchObject({ ok: false, errors: [{ loc: ["body"], type: "json_invalid" }] });
  });

  test("refuses nesting beyond the limit, and not at it", () => {
    const nested = (depth: number): string =>
      `${'{"a":'.repeat(depth - 1)}[]${"}".repeat(depth - 1)}`;
    expect(parseJsonText(nested(jsonDepthMax)).ok).toBe(true);
    expect(parseJsonText(nested(jsonDepthMax + 1))).toMatchObject({
      ok: false,
      errors: [{ loc: ["body", 5 * jsonDepthMax], type: "json_invalid" }],
    });
  });

  test("keeps a __proto__ key an ordinary key", () => {
    const result = parseJsonText('{"__proto__":{"polluted":true}}');
    expect(result.ok && Object.hasOwn(result.value as object, "__proto__")).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
