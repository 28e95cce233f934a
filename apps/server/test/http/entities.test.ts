import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { storedFactsMax } from "@semvec/contract";
import { type ApiClient, readAnswer } from "../../src/testing/api-client.js";
import { startTestServer, type TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
let client: ApiClient;
let sessions = 0;
let session_id = "";
let params = { session_id };
beforeAll(async () => {
  server = await startTestServer();
  client = server.as("alice");
});
beforeEach(async () => {
  sessions += 1;
  session_id = `s${sessions}`;
  params = { session_id };
  await client.ok("createSession", { body: { session_id } });
});
afterAll(() => server.close());

const put = (key: string, value: string, more: object = {}) =>
  client.ok("putEntity", { params, body: { key, kind: "constant", value, ...more } });

async function keysFor(query: object): Promise<string[]> {
  const { entities } = await client.ok("listEntities", { params, query });
  return entities.map(({ key }) => key);
}

describe("keeping", () => {
  test("gives bytes back as they came, and the same key writes over", async () => {
    const value = "\tconst a = `<b>`;\r\n// \u202e\u200b\ud83d\ude00  ";
    expect(await put("src/main.ts", value)).toEqual({ session_id, key: "src/main.ts", size: 1 });
    expect(await put("src/other.ts", "x", { context: "next to it" })).toMatchObject({ size: 2 });
    expect(await put("src/main.ts", value, { importance: 7.5 })).toMatchObject({ size: 2 });
    expect(await client.ok("listEntities", { params, query: {} })).toEqual({
      session_id,
      entities: [
        {
          key: "src/main.ts",
          kind: "constant",
          value,
          context: "",
          importance: 7.5,
          access_count: 0,
        },
        {
          key: "src/other.ts",
          kind: "constant",
          value: "x",
          context: "next to it",
          importance: 1,
          access_count: 0,
        },
      ],
      total: 2,
    });
  });

  test("an unknown kind is 400, once the session is known", async () => {
    const body = { key: "k", kind: "spell", value: "v" };
    expect(await client.send("putEntity", { params, body })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^kind must be one of variable, function, /) },
    });
    const none = { session_id: "none" };
    expect((await client.send("putEntity", { params: none, body })).status).toBe(404);
  });

  test("a full cache refuses and drops nothing", async () => {
    const value = "x".repeat(100_000);
    for (let i = 0; i < 10; i++) await put(`k${i}`, value);
    const body = { key: "k10", kind: "constant", value };
    expect(await client.send("putEntity", { params, body })).toMatchObject({
      status: 409,
      body: { detail: "Literal cache is full" },
    });
    expect(await client.ok("listEntities", { params, query: {} })).toMatchObject({ total: 10 });
    await client.ok("removeEntity", { params: { session_id, key: "k0" } });
    expect(await put("k10", value)).toMatchObject({ size: 10 });
  });
});

describe("finding", () => {
  test("is by shared words, then importance, then the newest", async () => {
    await put("billing.vatRate", "0.19");
    await put("shop.vatRate", "0.07", { importance: 2 });
    await put("unrelated", "nothing");
    await put("shop.vatRate.old", "0.16", { importance: 2, context: "before the reform" });
    expect(await keysFor({ q: "vat rate" })).toEqual([
      "shop.vatRate.old",
      "shop.vatRate",
      "billing.vatRate",
    ]);
    expect(await keysFor({ q: "billing vat" })).toEqual([
      "billing.vatRate",
      "shop.vatRate.old",
      "shop.vatRate",
    ]);
    expect(await keysFor({ q: "reform" })).toEqual(["shop.vatRate.old"]);
    expect(await keysFor({ q: "absent" })).toEqual([]);
    const query = { q: "vat", max_results: 1 };
    expect(await client.ok("listEntities", { params, query })).toMatchObject({ total: 3 });
    expect(await keysFor(query)).toHaveLength(1);
  });

  test("gives 20 unless told otherwise", async () => {
    for (let i = 0; i < 21; i++) await put(`k${i}`, "v");
    expect(await keysFor({})).toHaveLength(20);
    expect(await keysFor({ max_results: 1000 })).toHaveLength(21);
  });
});

describe("removing", () => {
  test.each(["plain", "src/main.ts", "/etc/hosts", "src/", "a b?c#d", "100%", "ü/🙂", "a//b"])(
    "%j, and no other",
    async (key) => {
      await put(key, "v");
      await put(`${key}x`, "v");
      expect(await client.ok("removeEntity", { params: { session_id, key } })).toEqual({
        session_id,
        key,
        removed: true,
      });
      expect(await keysFor({})).toEqual([`${key}x`]);
      expect(await client.send("removeEntity", { params: { session_id, key } })).toMatchObject({
        status: 404,
        body: { detail: "Entity not found" },
      });
    },
  );

  test("slashes may stand in the path as they are", async () => {
    await put("src/lib/main.ts", "v");
    const url = `${server.url}/v1/session/${session_id}/entities/src/lib/main.ts`;
    // Clients send a DELETE with a JSON content type.
    const headers = { "X-API-Key": server.token(), "Content-Type": "application/json" };
    expect(await readAnswer(await fetch(url, { method: "DELETE", headers }))).toMatchObject({
      status: 200,
      body: { session_id, key: "src/lib/main.ts", removed: true },
    });
  });
});

describe("extraction", () => {
  const text = "Pay €1,234.50 by 8 May 2023, not by 2023-05-08, to bob@example.org.";

  test("finds exact facts, and keeps none unless told to", async () => {
    const { facts, stored } = await client.ok("extractFacts", { params, body: { text } });
    expect(stored).toBe(0);
    expect(facts.map(({ kind, normalized }) => [kind, normalized])).toEqual([
      ["amount", "1234.50 EUR"],
      ["date", "2023-05-08"],
      ["date", "2023-05-08"],
      ["email", "bob@example.org"],
    ]);
    for (const fact of facts) expect(text.slice(fact.start, fact.end)).toBe(fact.text);
    expect(await keysFor({})).toEqual([]);
  });

  test("keeps each fact once, under its kind and one form; again adds nothing", async () => {
    const body = { text, store: true };
    expect(await client.ok("extractFacts", { params, body })).toMatchObject({ stored: 3 });
    const { entities } = await client.ok("listEntities", { params, query: {} });
    expect(entities.map(({ key, kind, value }) => [key, kind, value])).toEqual([
      ["email:bob@example.org", "constant", "bob@example.org"],
      ["date:2023-05-08", "constant", "8 May 2023"],
      ["amount:1234.50 EUR", "constant", "€1,234.50"],
    ]);
    await put("date:2023-05-08", "edited by hand", { importance: 9 });
    expect(await client.ok("extractFacts", { params, body })).toMatchObject({ stored: 0 });
    const edited = { q: "edited" };
    expect(await keysFor(edited)).toEqual(["date:2023-05-08"]);
  });

  test("keeps as many as it may at once, or none", async () => {
    const factText = (count: number): string =>
      Array.from({ length: count }, (_, i) => `user${i}@example.org`).join(", ");
    const extract = (count: number) =>
      client.send("extractFacts", { params, body: { text: factText(count), store: true } });
    expect(await extract(storedFactsMax + 1)).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ["body", "text"] }] },
    });
    expect(await keysFor({})).toEqual([]);
    expect(await extract(storedFactsMax)).toMatchObject({ status: 200, body: { stored: 256 } });
    // What is held already does not count.
    expect(await extract(storedFactsMax + 1)).toMatchObject({ status: 200, body: { stored: 1 } });
  });
});

test("a kept entity that a run's message names stands in its context, and is counted", async () => {
  await put("billing.vat_rate", "0.19");
  const run = await client.ok("run", { body: { session_id, message: "what is the vat rate" } });
  expect(run.context).toContain("0.19");
  const { entities } = await client.ok("listEntities", { params, query: {} });
  expect(entities).toMatchObject([{ access_count: 1 }]);
});
