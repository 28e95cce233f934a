import { describe, expect, test } from "@jest/globals";
import { SemvecClient } from "./semvec-client.js";
import { scriptedServer } from "./testing/scripted-server.js";

describe("calls about memories reach their routes", () => {
  const hash = "0".repeat(32);
  test.each<[string, (client: SemvecClient) => Promise<unknown>, unknown]>([
    [
      "POST /v1/session/s/memory",
      (c) => c.memories.inject("s", { text: "t", embedding: [1], expiresAt: 9 }),
      { text: "t", embedding: [1], expires_at: 9 },
    ],
    [
      `PATCH /v1/session/s/memories/${hash}`,
      (c) => c.memories.correct("s", hash, { neverExpires: true }),
      { never_expires: true },
    ],
    [`DELETE /v1/session/s/memories/${hash}`, (c) => c.memories.forget("s", hash), undefined],
    [
      "POST /v1/session/s/purge",
      (c) => c.memories.purge("s", { source: "web", writtenUntil: 5 }),
      { source: "web", written_until: 5 },
    ],
  ])("%s", async (line, call, body) => {
    await using server = await scriptedServer({ body: {} });
    await call(new SemvecClient({ baseUrl: server.url }));
    const [request] = server.requests;
    expect(`${request?.method} ${request?.url}`).toBe(line);
    expect(request?.body).toEqual(body);
  });

  test("a list asks page by page and keeps its query", async () => {
    const page = (text: string) => ({ session_id: "s", memories: [{ memory_hash: hash, text }] });
    await using server = await scriptedServer(
      { body: page("one"), headers: { "X-Next-Cursor": "c" } },
      { body: page("two") },
    );
    const client = new SemvecClient({ baseUrl: server.url });
    const texts: string[] = [];
    const listing = client.memories.list("s", { tier: "long_term" }, { pageRows: 1 });
    for await (const { text } of listing) texts.push(text);
    expect(texts).toEqual(["one", "two"]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/v1/session/s/memories?tier=long_term&limit=1",
      "/v1/session/s/memories?tier=long_term&cursor=c&limit=1",
    ]);
  });
});
