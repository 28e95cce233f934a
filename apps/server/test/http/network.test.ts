import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import { dimension, east, makeSessions, north, say, stateOf } from "../../src/testing/groups.js";
import type { TestServer } from "../../src/testing/test-server.js";

let server: TestServer;
let client: ApiClient;
eachTestASubject((it) => {
  ({ server, client } = it);
});

const transfer = (source_session_id: string, target_session_id: string, max_weight?: number) =>
  client.send("transfer", {
    body: { source_session_id, target_session_id, ...(max_weight !== undefined && { max_weight }) },
  });
const statusOf = async (answer: Promise<{ readonly status: number }>) => (await answer).status;

describe("R25: POST /v1/network/transfer", () => {
  test("draws the target toward the source and says how far", async () => {
    await makeSessions(client, "from", "to");
    await say(client, "from", north);
    await say(client, "to", east);
    const source = await stateOf(client, "from");
    const { status, body } = await transfer("from", "to");
    const length = Math.hypot(0.85, 0.15);
    const expected = Math.hypot(0.85 / length - 1, 0.15 / length);
    expect(status).toBe(200);
    expect(body).toMatchObject({ source_session_id: "from", target_session_id: "to" });
    expect((body as { delta_norm: number }).delta_norm).toBeCloseTo(expected, 2);
    const [x = 0, y = 0] = await stateOf(client, "to");
    expect(y / x).toBeCloseTo(0.15 / 0.85, 1);
    expect(await stateOf(client, "from")).toEqual(source);
  });

  test("goes as far as it is told, all the way with a weight of 1", async () => {
    await makeSessions(client, "from", "to");
    await say(client, "from", [0, 1, 1]);
    await say(client, "to", east);
    for (const weight of [0.4, 1]) {
      const [source, target] = [await stateOf(client, "from"), await stateOf(client, "to")];
      const sum = target.map((x, i) => x + weight * ((source[i] ?? 0) - x));
      const expected = sum.map((x) => x / Math.hypot(...sum));
      const { body } = await transfer("from", "to", weight);
      const moved = await stateOf(client, "to");
      for (const [i, x] of moved.entries()) expect(x).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      const delta = Math.hypot(...expected.map((x, i) => x - (target[i] ?? 0)));
      expect((body as { delta_norm: number }).delta_norm).toBeCloseTo(delta, 5);
    }
  });

  test("without a state on either side nothing changes", async () => {
    await makeSessions(client, "from", "to");
    await say(client, "from", north);
    expect((await transfer("from", "to")).body).toMatchObject({ delta_norm: 0 });
    expect((await transfer("to", "from")).body).toMatchObject({ delta_norm: 0 });
    expect(await stateOf(client, "to")).toEqual([0, 0, 0]);
  });

  test("bad requests: the same id 422, unknown 404, another dimension 422, a weight over 1", async () => {
    await makeSessions(client, "a", "b");
    await client.ok("createSession", { body: { session_id: "wide", dimension: 4 } });
    expect(await statusOf(transfer("a", "a"))).toBe(422);
    expect(await transfer("none", "none")).toMatchObject({
      status: 404,
      body: { detail: "Session not found" },
    });
    expect(await statusOf(transfer("a", "wide"))).toBe(422);
    expect(await statusOf(transfer("a", "b", 1.01))).toBe(422);
  });

  test("R12: from or into a session that is locked down it is 409", async () => {
    await makeSessions(client, "from", "to");
    await say(client, "from", north);
    await say(client, "to", east);
    const before = await stateOf(client, "to");
    const params = { session_id: "to" };
    await client.ok("setIsolation", { params, body: { level: "LOCKDOWN" } });
    expect(await statusOf(transfer("from", "to"))).toBe(409);
    expect(await statusOf(transfer("to", "from"))).toBe(409);
    expect(await stateOf(client, "to")).toEqual(before);
  });

  test("of another subject's session it is 404", async () => {
    await makeSessions(client, "mine", "too");
    const mallory = server.as("mallory");
    await makeSessions(mallory, "own");
    const body = { source_session_id: "mine", target_session_id: "own" };
    expect(await statusOf(mallory.send("transfer", { body }))).toBe(404);
  });
});

describe("R26: users", () => {
  test("switching moves the pointer; the partition is a session like any other", async () => {
    expect(await client.ok("activeUser", {})).toEqual({ active_user: "default" });
    const switchTo = (user_id: string) => client.ok("switchUser", { body: { user_id } });
    expect(await switchTo("ada")).toEqual({ active_user: "ada", previous_user: "default" });
    expect(await switchTo("bob")).toEqual({ active_user: "bob", previous_user: "ada" });
    expect(await client.ok("activeUser", {})).toEqual({ active_user: "bob" });
    const session_id = "user:ada";
    await client.ok("store", { body: { session_id, message: "hello", response: "hi" } });
    const params = { user_id: "ada" };
    const { user_id, state } = await client.ok("serializeUser", { params });
    const { state_dict } = await client.ok("exportSession", { params: { session_id } });
    expect([user_id, state]).toEqual(["ada", state_dict]);
    const listed = await client.ok("listSessions", { query: {} });
    expect(listed.map((row) => row.session_id).sort()).toEqual(["user:ada", "user:bob"]);
  });

  test("switching back finds the partition as it was left", async () => {
    const switchTo = (user_id: string) => client.ok("switchUser", { body: { user_id } });
    const exported = (session_id: string) => client.ok("exportSession", { params: { session_id } });
    await switchTo("ada");
    const body = { session_id: "user:ada", message: "hello", response: "hi" };
    await client.ok("store", { body });
    const before = await exported("user:ada");
    await switchTo("bob");
    await switchTo("ada");
    expect(await exported("user:ada")).toEqual(before);
    expect(await client.ok("activeUser", {})).toEqual({ active_user: "ada" });
  });

  test("an unknown user is 404, and so is another subject's", async () => {
    await client.ok("switchUser", { body: { user_id: "ada" } });
    for (const who of [client, server.as("mallory")]) {
      const answer = await who.send("serializeUser", { params: { user_id: "nobody" } });
      expect(answer).toMatchObject({ status: 404, body: { detail: "User not found" } });
    }
    const params = { user_id: "ada" };
    expect(await statusOf(server.as("mallory").send("serializeUser", { params }))).toBe(404);
    expect(await statusOf(client.send("switchUser", { body: { user_id: "" } }))).toBe(422);
  });

  test("forgetting deletes the partition and every session whose metadata name the user", async () => {
    await client.ok("switchUser", { body: { user_id: "ada" } });
    const metadata = { user_id: "ada" };
    await client.ok("createSession", { body: { session_id: "hers", dimension, metadata } });
    await makeSessions(client, "other");
    expect(await client.ok("forgetUser", { params: { user_id: "ada" } })).toEqual({
      user_id: "ada",
      deleted: true,
      sessions_deleted: 2,
    });
    const listed = await client.ok("listSessions", { query: {} });
    expect(listed.map((row) => row.session_id)).toEqual(["other"]);
  });
});
