import { describe, expect, test } from "@jest/globals";
import { bytesField, floatField, integerField, message } from "./protobuf.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("protobuf fields", () => {
  test("are written as the encoding's own documentation shows", () => {
    expect(hex(integerField(1, 150))).toBe("089601");
    expect(hex(bytesField(2, "testing"))).toBe("120774657374696e67");
    expect(hex(bytesField(3, integerField(1, 150)))).toBe("1a03089601");
    expect(hex(integerField(1, -2))).toBe("08feffffffffffffffff01");
  });

  test("write floats in little-endian order and large field numbers in two bytes", () => {
    expect(hex(floatField(2, 1))).toBe("150000803f");
    expect(hex(integerField(20, 1))).toBe("a00101");
    expect(hex(message(integerField(1, 0), integerField(2, 1)))).toBe("08001001");
  });
});
