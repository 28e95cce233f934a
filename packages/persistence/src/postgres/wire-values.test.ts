import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Client } from "pg";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { runPipeline } from "./pipeline.js";
import { decodeColumn, encodeParameter } from "./wire-values.js";

test("columns are read by their type, and null is null", () => {
  expect(decodeColumn(20, "9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
  expect(decodeColumn(17, "\\x00ff")).toEqual(new Uint8Array([0, 255]));
  expect(decodeColumn(16, "t")).toBe(true);
  expect(decodeColumn(16, "f")).toBe(false);
  expect(decodeColumn(25, "t")).toBe("t");
  expect(decodeColumn(20, null)).toBeNull();
});

test("bytes are sent without a copy", () => {
  const bytes = new Uint8Array([1, 2, 3]).subarray(1);
  const sent = encodeParameter(bytes);
  if (!(sent instanceof Buffer)) throw new Error("bytes are sent in binary");
  expect([...sent]).toEqual([2, 3]);
  expect(sent.buffer).toBe(bytes.buffer);
});

describePostgres("values on the wire", () => {
  let client: Client | undefined;
  afterAll(() => client?.end());

  const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));

  test("arrive as they left", async () => {
    const database = await postgresDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    const connection = client;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(text)),
        fc.array(fc.option(fc.maxSafeInteger())),
        fc.uint8Array(),
        async (texts, numbers, bytes) => {
          const [result] = await runPipeline(
            connection,
            [
              {
                text: `SELECT $3::bytea AS bytes, to_json($1::text[])::text AS texts,
                  to_json($2::int8[])::text AS numbers`,
                values: [texts, numbers, bytes],
              },
            ],
            10_000,
          );
          const row = result?.rows[0];
          expect(JSON.parse(String(row?.["texts"]))).toEqual(texts);
          expect(JSON.parse(String(row?.["numbers"]))).toEqual(numbers.map((n) => n && n + 0));
          expect(row?.["bytes"]).toEqual(bytes);
        },
      ),
      { numRuns: 200 },
    );
    await database.release();
  });
});
