import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  addMember,
  detailOf,
  dimension,
  drift,
  east,
  eventually,
  makeClusters,
  makeRegion,
  makeSessions,
  say,
  up,
} from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";
import { startTestServer } from "../../src/testing/test-server.js";

let client: ApiClient;
eachTestASubject((it) => {
  ({ client } = it);
});

const of = (cluster_id: string) => ({ params: { cluster_id } });

describe("members", () => {
  test("adding says whether it is new; removing ends it, and once", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "s");
    const ids = { cluster_id: "c", session_id: "s" };
    expect((await addMember(client, "c", "s")).body).toEqual({ ...ids, added: true });
    expect((await addMember(client, "c", "s")).body).toEqual({ ...ids, added: false });
    expect(await client.ok("removeMember", { params: ids })).toEqual({ ...ids, removed: true });
    expect(await detailOf(client.send("removeMember", { params: ids }))).toEqual([
      404,
      "Member not found",
    ]);
  });

  test("R18: a second cluster is 409 and names the first", async () => {
    await makeClusters(client, "first", "second");
    await makeSessions(client, "s");
    await addMember(client, "first", "s");
    const [status, detail] = await detailOf(addMember(client, "second", "s"));
    expect(status).toBe(409);
    expect(detail).toBe("The session is in the cluster first already");
    expect(await client.ok("getCluster", of("second"))).toMatchObject({ member_count: 0 });
  });

  test("R18: a backing session may join another cluster, never its own", async () => {
    await makeClusters(client, "inner", "outer");
    expect((await addMember(client, "inner", "inner")).status).toBe(422);
    expect((await addMember(client, "outer", "inner")).body).toMatchObject({ added: true });
    await client.ok("deleteCluster", of("inner"));
    expect(await client.ok("getCluster", of("outer"))).toMatchObject({ member_count: 0 });
  });

  test("R18: of another dimension is 422; unknown ids are 404, the path's first", async () => {
    await makeClusters(client, "c");
    await client.ok("createSession", { body: { session_id: "wide", dimension: 4 } });
    const unequal = "the cluster c has dimension 3, the session wide has 4: they must be equal";
    expect(await detailOf(addMember(client, "c", "wide"))).toEqual([
      422,
      [{ loc: ["body"], msg: `Value error, ${unequal}`, type: "value_error" }],
    ]);
    expect(await detailOf(addMember(client, "c", "none"))).toEqual([404, "Session not found"]);
    expect(await detailOf(addMember(client, "none", "none"))).toEqual([404, "Cluster not found"]);
  });

  test("R22: a deleted session has left when DELETE answers, and comes back a stranger", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "s");
    await addMember(client, "c", "s");
    await client.ok("deleteSession", { params: { session_id: "s" } });
    expect(await client.ok("getCluster", of("c"))).toMatchObject({ member_count: 0 });
    await makeSessions(client, "s");
    expect((await addMember(client, "c", "s")).body).toMatchObject({ added: true });
  });

  test("deleting the backing session is 409", async () => {
    await makeClusters(client, "c");
    expect(await detailOf(client.send("deleteSession", { params: { session_id: "c" } }))).toEqual([
      409,
      "The session backs a cluster: delete the cluster instead",
    ]);
  });

  test("R13: an import of another dimension is 409 until the session is free", async () => {
    await client.ok("createSession", { body: { session_id: "wide", dimension: 4 } });
    const { state_dict } = await client.ok("exportSession", { params: { session_id: "wide" } });
    await makeClusters(client, "c");
    await makeSessions(client, "s");
    await addMember(client, "c", "s");
    const body = { state_dict };
    const importInto = (session_id: string) =>
      client.send("importSession", { params: { session_id }, body });
    expect((await importInto("s")).status).toBe(409);
    expect((await importInto("c")).status).toBe(409);
    await client.ok("deleteCluster", of("c"));
    expect((await importInto("s")).status).toBe(200);
  });
});

test("R14: a member whose lifetime is over is deleted by its timer, though nobody touches it", async () => {
  const clock = new ManualClock();
  await using timed = await startTestServer({}, { clock });
  const alice = timed.as("alice");
  await makeClusters(alice, "c");
  const brief = { session_id: "brief", dimension, ttl_seconds: 60 };
  await alice.ok("createSession", { body: brief });
  await addMember(alice, "c", "brief");
  clock.advance(30_000);
  await say(alice, "brief", east);
  const countAfter = async (ms: number) => {
    clock.advance(ms);
    return (await alice.ok("getCluster", of("c"))).member_count;
  };
  // The timer fires at 60 s, finds that it was written to at 30 s, and comes again at 90 s.
  for (let ms = 30_000; ms < 89_000; ms += 1_000) expect(await countAfter(1_000)).toBe(1);
  await eventually(
    () => countAfter(1_000),
    (count) => count === 0,
  );
});

test("R9: a member's drift shows in its cluster, and never by /store", async () => {
  await makeRegion(client, "r", ["c", "d", "e"]);
  await makeSessions(client, "s");
  await addMember(client, "c", "s");
  const answer = await drift(client, "s");
  expect(answer.drift_detected).toBe(true);
  const events = await eventually(
    () => client.ok("listDriftEvents", { params: { region_id: "r" }, query: {} }),
    (rows) => rows.length > 0,
  );
  expect(events).toEqual([
    {
      cluster_id: "c",
      region_id: "r",
      drift_score: answer.drift_score,
      drift_phase: answer.drift_phase,
      timestamp: expect.any(Number),
    },
  ]);
  await say(client, "s", up);
});
