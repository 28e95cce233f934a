import { describe, expect, test } from "@jest/globals";
import { retypedForm } from "./retyped-form.js";

describe("retypedForm", () => {
  test.each([
    ["My order is late.", "my order is late"],
    ["It\u2019s \u201cfine\u201d \u2013 really", 'it\'s "fine" - really!'],
    ["  two\n\tlines  ", "two lines"],
    ["caf\u00e9", "cafe\u0301"],
    ["Thanks \u2026", "thanks."],
  ])("%j and %j are one", (one, other) => {
    expect(retypedForm(one)).toBe(retypedForm(other));
  });

  test.each([
    ["You sold it?", "You sold it."],
    ["Tell us", "Tell US"],
    ["version 1.2", "version 12"],
    ["10 m\u00b2", "10 m2"],
    ["I do", "I do not"],
    ["-5", "5"],
  ])("%j and %j are two", (one, other) => {
    expect(retypedForm(one)).not.toBe(retypedForm(other));
  });

  test("takes time in the length of the text", () => {
    const hostile = `${" .".repeat(50_000)}x`;
    expect(retypedForm(hostile)).toHaveLength(hostile.trim().length);
  });
});
