import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeBase64url, encodeBase64url } from "./base64url.js";

describe("base64url", () => {
  it("agrees with Node on every byte string", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(decodeBase64url(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it("accepts one spelling only, whatever the text", () => {
    const nearBase64 = fc.string({
      unit: fc.constantFrom(..."AQZaz09-_+/= \n\u00e9"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(nearBase64, (text) => {
        const bytes = decodeBase64url(text);
        if (bytes !== undefined) expect(encodeBase64url(bytes)).toBe(text);
      }),
    );
  });

  it.each(["QQ==", "QR", "Q Q", "QQ\n", "+w", "/w", "A", "AAAAA", "Ä", "\u212A"])(
    "refuses %j, which lenient decoders read",
    (text) => {
      expect(decodeBase64url(text)).toBeUndefined();
    },
  );
});
