import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidArgumentError } from "../../errors.js";
import { textLengthMax } from "../../memory/memory-limits.js";
import { extractFacts } from "./extract-facts.js";
import { factKinds } from "./extracted-fact.js";

/** `kind text` of each fact, and `→ normalized` where that differs. */
function found(text: string): string[] {
  return extractFacts(text).map((fact) =>
    fact.normalized === fact.text
      ? `${fact.kind} ${fact.text}`
      : `${fact.kind} ${fact.text} → ${fact.normalized}`,
  );
}

describe("extractFacts", () => {
  test("finds facts of every kind in the order of the text", () => {
    const text = `On 8 May 2023 ana@x.com paid €1,234.50 from DE89 3704 0044 0532 0130 00 (ref
      550E8400-e29b-41d4-a716-446655440000), see https://x.com/a?b=1. Fixed in v1.2.3 by
      retryCount in src/pay/main.ts.`;
    expect(found(text)).toEqual([
      "date 8 May 2023 → 2023-05-08",
      "email ana@x.com",
      "amount €1,234.50 → 1234.50 EUR",
      "iban DE89 3704 0044 0532 0130 00 → DE89370400440532013000",
      "uuid 550E8400-e29b-41d4-a716-446655440000 → 550e8400-e29b-41d4-a716-446655440000",
      "url https://x.com/a?b=1",
      "version v1.2.3 → 1.2.3",
      "symbol retryCount",
      "path src/pay/main.ts",
    ]);
  });

  test("what lies inside a longer fact is no fact of its own", () => {
    expect(found("https://x.com/ana@x.com/2023-05-08/v1.2.3/userId?q=5%20kg")).toHaveLength(1);
    expect(found("reports/2023-05-08/user_id.csv")).toEqual([
      "path reports/2023-05-08/user_id.csv",
    ]);
    expect(found("08.05.2023")).toEqual(["date 08.05.2023 → 2023-05-08"]);
  });

  test("plain prose has none", () => {
    expect(
      found("He said: and/or 24/7, e.g. at 5 p.m.; it's 3 of 4 (in 2023). Well-known!"),
    ).toEqual([]);
    expect(found("")).toEqual([]);
  });

  test("offsets are UTF-16 units", () => {
    expect(extractFacts("👋 5 kg")).toEqual([
      { kind: "amount", text: "5 kg", start: 3, end: 7, normalized: "5 kg" },
    ]);
  });

  test("a text may be as long as its limit and no longer", () => {
    const text = "5 kg".padStart(textLengthMax);
    expect(found(text)).toEqual(["amount 5 kg"]);
    expect(() => extractFacts(`${text} `)).toThrow(InvalidArgumentError);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      ..."5 kg|€1,5|8 May 2023|2023-05-08|a@b.co|://|v1.2|/etc/x|user_id|`a`|DE89|.|,|-|/|@|_|(|)|$|\\".split(
        "|",
      ),
      " ",
      "\n",
      "https://x.y/",
      "DE89 3704 0044 0532 0130 00",
      "550e8400-e29b-41d4-a716-446655440000",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

  test("every fact is a slice of the text; none is empty, none overlap", () => {
    fc.assert(
      fc.property(text, (it) => {
        let previousEnd = 0;
        for (const fact of extractFacts(it)) {
          expect(it.slice(fact.start, fact.end)).toBe(fact.text);
          expect(fact.text).toMatch(/[\p{L}\p{N}]/u);
          expect(fact.normalized).not.toBe("");
          expect(factKinds).toContain(fact.kind);
          expect(fact.start).toBeGreaterThanOrEqual(previousEnd);
          previousEnd = fact.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a fact is found again on its own, with the same meaning", () => {
    fc.assert(
      fc.property(text, (it) => {
        // A short version and a name between backticks are told by what stands around them.
        for (const fact of extractFacts(it)) {
          if (fact.kind === "version" || fact.kind === "symbol") continue;
          const again = extractFacts(fact.text);
          expect(again).toEqual([{ ...fact, start: 0, end: fact.text.length }]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("text far away changes nothing", () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const gap = "\n\n ~ \n\n";
        const shift = left.length + gap.length;
        expect(extractFacts(left + gap + right)).toEqual([
          ...extractFacts(left),
          ...extractFacts(right).map((it) => ({
            ...it,
            start: it.start + shift,
            end: it.end + shift,
          })),
        ]);
      }),
    );
  });
});

test("of a Windows path with spaces nothing is taken, of a leap second the date", () => {
  const factsOf = (text: string) => extractFacts(text).map((fact) => `${fact.kind} ${fact.text}`);
  expect(factsOf("C:\\Program Files\\x y\\z.txt")).toEqual([]);
  expect(factsOf("2024-12-31T23:59:60Z")).toEqual(["date 2024-12-31"]);
});
