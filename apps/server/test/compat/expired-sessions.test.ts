import { expect, test } from "@jest/globals";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { startTestServer } from "../../src/testing/test-server.js";

test("a session whose lifetime is over is not listed, touched or not", async () => {
  const clock = new ManualClock();
  await using server = await startTestServer({}, { clock });
  const client = server.as("alice");
  for (const body of [
    { session_id: "brief", ttl_seconds: 60 },
    { session_id: "kept-up", ttl_seconds: 60 },
    { session_id: "long", ttl_seconds: 600 },
    { session_id: "forever" },
  ]) {
    await client.ok("createSession", { body });
  }
  clock.advance(59_999);
  const listed = async () =>
    (await client.ok("listSessions", { query: {} })).map(({ session_id }) => session_id).sort();
  expect(await listed()).toEqual(["brief", "forever", "kept-up", "long"]);
  await client.ok("run", { body: { session_id: "kept-up", message: "still here" } });
  clock.advance(1);
  expect(await listed()).toEqual(["forever", "kept-up", "long"]);
  clock.advance(59_999);
  expect(await listed()).toEqual(["forever", "long"]);
});

test("a page is full for all those that have left it, and leads on", async () => {
  const clock = new ManualClock();
  await using server = await startTestServer({}, { clock });
  const client = server.as("alice");
  const names = ["a", "b", "c", "d", "e", "f"];
  for (const [index, session_id] of names.entries()) {
    const isBrief = index < 3;
    await client.ok("createSession", { body: { session_id, ...(isBrief && { ttl_seconds: 1 }) } });
    clock.advance(1);
  }
  clock.advance(1_000);
  const page = await client.send("listSessions", { query: { limit: 2 } });
  expect(page.body).toMatchObject([{ session_id: "d" }, { session_id: "e" }]);
  const cursor = page.headers.get("x-next-cursor") ?? "";
  expect(await client.ok("listSessions", { query: { limit: 2, cursor } })).toMatchObject([
    { session_id: "f" },
  ]);
});
