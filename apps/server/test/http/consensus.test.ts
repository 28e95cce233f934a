import { describe, expect, test } from "@jest/globals";
import type { ApiClient } from "../../src/testing/api-client.js";
import { eachTestASubject } from "../../src/testing/each-test-a-subject.js";
import {
  addMember,
  east,
  makeClusters,
  makeSessions,
  north,
  say,
  stateOf,
  up,
} from "../../src/testing/groups.js";
import { ManualClock } from "../../src/testing/manual-clock.js";

const clock = new ManualClock();
let client: ApiClient;
eachTestASubject(
  (it) => {
    ({ client } = it);
  },
  { serve: { clock }, claims: { ttlSeconds: 30 * 86_400 } },
);

const transfer = (source_session_id: string, target_session_id: string, max_weight?: number) =>
  client.ok("transfer", {
    body: { source_session_id, target_session_id, ...(max_weight !== undefined && { max_weight }) },
  });
const propose = (proposer_session_id: string, target_embedding: number[]) =>
  client.ok("proposeConsensus", { body: { proposer_session_id, target_embedding } });
const statusOf = async (answer: Promise<{ readonly status: number }>) => (await answer).status;

/** Makes sessions that each stand for a direction. */
async function stand(directions: Readonly<Record<string, number[]>>): Promise<void> {
  for (const [id, direction] of Object.entries(directions)) {
    await makeSessions(client, id);
    await say(client, id, direction);
  }
}

/** Makes a cluster of these sessions, which leave the one that they are in. */
async function gather(cluster_id: string, ids: readonly string[], from?: string): Promise<void> {
  await makeClusters(client, cluster_id);
  for (const session_id of ids) {
    if (from !== undefined) {
      await client.send("removeMember", { params: { cluster_id: from, session_id } });
    }
    await addMember(client, cluster_id, session_id);
  }
}

/** Trust after so many votes that agreed with their outcome, or did not. */
const trustAfter = (votes: number, agreed: boolean): number =>
  agreed ? 1 - 0.5 * 0.9 ** votes : 0.5 * 0.9 ** votes;

describe("R27: consensus", () => {
  test("a cluster's sessions vote; who agreed with the outcome is trusted more", async () => {
    await makeClusters(client, "c");
    await makeSessions(client, "p", "agrees", "dissents", "outside");
    for (const [id, vector] of [
      ["p", east],
      ["agrees", east],
      ["dissents", north],
      ["outside", north],
    ] as const) {
      await say(client, id, [...vector]);
      if (id === "outside") continue;
      await client.ok("addMember", { params: { cluster_id: "c" }, body: { session_id: id } });
    }
    const { accepted, trust_scores } = await propose("p", east);
    expect(accepted).toBe(true);
    expect(trust_scores["agrees"]).toBeCloseTo(0.55, 10);
    expect(trust_scores["dissents"]).toBeCloseTo(0.45, 10);
    // The backing session has no state: it abstains.
    expect(trust_scores["c"]).toBe(0.5);
    expect(trust_scores["outside"]).toBeUndefined();
    const { trust_scores: kept } = await client.ok("consensusTrust", {});
    expect(kept).toEqual({ p: 0.55, agrees: 0.55, dissents: 0.45 });
    expect((await propose("dissents", north)).accepted).toBe(false);
  });

  test("without a cluster those vote that network calls have named; alone is never enough", async () => {
    await makeSessions(client, "p", "named", "unnamed");
    for (const id of ["p", "named", "unnamed"]) await say(client, id, east);
    expect((await propose("p", east)).accepted).toBe(false);
    await transfer("named", "p");
    const { accepted, trust_scores } = await propose("p", east);
    expect(accepted).toBe(true);
    expect(Object.keys(trust_scores).sort()).toEqual(["named", "p"]);
  });

  test("no session's state changes", async () => {
    await makeSessions(client, "p", "q");
    await say(client, "p", east);
    await say(client, "q", north);
    await transfer("p", "q", 0);
    const before = [await stateOf(client, "p"), await stateOf(client, "q")];
    await propose("p", north);
    expect([await stateOf(client, "p"), await stateOf(client, "q")]).toEqual(before);
  });

  test("R22: a deleted session has left the electorate", async () => {
    await makeSessions(client, "p", "q");
    for (const id of ["p", "q"]) await say(client, id, east);
    await transfer("q", "p");
    await propose("p", east);
    await client.ok("deleteSession", { params: { session_id: "q" } });
    expect(await propose("p", east)).toMatchObject({ accepted: false });
    expect(Object.keys((await client.ok("consensusTrust", {})).trust_scores)).toEqual(["p"]);
  });

  test("another dimension is 422, an unknown proposer 404", async () => {
    await makeSessions(client, "p");
    const send = (proposer_session_id: string, target_embedding: number[]) =>
      client.send("proposeConsensus", { body: { proposer_session_id, target_embedding } });
    expect(await statusOf(send("p", [1, 0]))).toBe(422);
    expect(await statusOf(send("p", [0, 0, 0]))).toBe(422);
    expect(await statusOf(send("none", east))).toBe(404);
  });
});

describe("R27: a vote weighs the trust in the voter", () => {
  test("one voter's share is a third at most when three or more vote", async () => {
    await stand({ p: east, friend: east, meek: north, b: north, c: north });
    await gather("before", ["p", "friend", "meek"]);
    // Each of these votes is 2 to 1: who stands alone loses trust, the others gain it.
    for (let vote = 0; vote < 4; vote++) await propose("p", east);
    await client.ok("removeMember", { params: { cluster_id: "before", session_id: "meek" } });
    for (let vote = 0; vote < 16; vote++) await propose("p", east);
    await gather("after", ["p", "meek", "b", "c"], "before");
    await client.ok("resetSession", { params: { session_id: "meek" } });
    await say(client, "meek", east);
    const { accepted, trust_scores } = await propose("p", east);
    // Trust before: 0.939 and 0.328 for it, 0.5 and 0.5 against. Of what is left after capping a
    // third is (0.328 + 0.5 + 0.5) / 2 = 0.664: with it 0.992 are for it, and 1 against. Uncapped,
    // or capped at a third of the sum before, it would be accepted.
    const [strong, weak] = [trustAfter(20, true), trustAfter(4, false)];
    expect(strong + weak).toBeGreaterThan(1);
    expect((strong + weak + 1) / 3 + weak).toBeGreaterThan(1);
    expect((weak + 1) / 2 + weak).toBeLessThan(1);
    expect(accepted).toBe(false);
    expect(trust_scores["p"]).toBeCloseTo(0.9 * strong, 10);
    expect(trust_scores["meek"]).toBeCloseTo(0.9 * weak, 10);
    expect(trust_scores["b"]).toBeCloseTo(0.55, 10);
  });

  test("of two the more trusted decides, for a third is no bound there", async () => {
    await stand({ p: east, q: east, r: north });
    await gather("before", ["p", "q"]);
    for (let vote = 0; vote < 5; vote++) await propose("p", east);
    await gather("after", ["r", "q"], "before");
    // The proposer is against its own proposal, and weighs less than the other.
    expect((await propose("r", east)).accepted).toBe(true);
    expect((await client.ok("consensusTrust", {})).trust_scores["r"]).toBeCloseTo(0.45, 10);
  });

  test("the proposer's own weight is never enough, however much it is", async () => {
    await stand({ p: east, q: east, r: north });
    await gather("before", ["p", "q"]);
    for (let vote = 0; vote < 20; vote++) await propose("p", east);
    await gather("after", ["p", "r"], "before");
    expect((await propose("p", east)).accepted).toBe(false);
  });

  test("half of the weight is not more than half", async () => {
    await stand({ p: east, a: east, b: north, c: north });
    await gather("k", ["p", "a", "b", "c"]);
    expect((await propose("p", east)).accepted).toBe(false);
  });

  test("a vote of one moves no trust", async () => {
    await stand({ p: east });
    expect((await propose("p", east)).trust_scores).toEqual({ p: 0.5 });
    expect((await client.ok("consensusTrust", {})).trust_scores).toEqual({});
  });
});

test("R27: a voter approves at 0.75 less half of the trust in the proposer", async () => {
  const at = (cosine: number) => [cosine, Math.sqrt(1 - cosine * cosine), 0];
  await stand({ p: east, near: at(0.52), far: at(0.48), against: up });
  await gather("k", ["p", "near", "far"]);
  // 0.5 is needed while the proposer is trusted 0.5.
  expect((await propose("p", east)).trust_scores).toMatchObject({ near: 0.55, far: 0.45 });
  // And 0.475 now that it is trusted 0.55: who was against it the last time agrees.
  const { trust_scores } = await propose("p", east);
  expect(trust_scores["near"]).toBeCloseTo(0.595, 10);
  expect(trust_scores["far"]).toBeCloseTo(0.505, 10);
});

describe("R27: with no cluster", () => {
  const electorate = async () => Object.keys((await propose("p", east)).trust_scores).sort();

  test("those vote that were named in the last 24 h", async () => {
    await makeSessions(client, "p", "a", "b");
    await transfer("a", "b");
    clock.advance(86_400_000 - 1);
    expect(await electorate()).toEqual(["a", "b", "p"]);
    clock.advance(1);
    expect(await electorate()).toEqual(["p"]);
    await transfer("b", "a");
    expect(await electorate()).toEqual(["a", "b", "p"]);
  });

  test("the newest 256 of them do, and the proposer", async () => {
    const ids = Array.from({ length: 258 }, (_, i) => `s${1_000 + i}`);
    await makeSessions(client, "p", ...ids);
    for (let i = 0; i < ids.length; i += 2) await transfer(ids[i] ?? "", ids[i + 1] ?? "");
    expect(await electorate()).toEqual(["p", ...ids.slice(2)]);
    // The proposal has named the proposer too, who is one of the newest 256 now.
    expect(await electorate()).toEqual(["p", ...ids.slice(3)]);
  });

  test("a proposer that has one asks its own cluster, and none of those that were named", async () => {
    await makeSessions(client, "p", "a", "b", "inside");
    await transfer("a", "b");
    await gather("k", ["inside"]);
    expect(Object.keys((await propose("inside", east)).trust_scores).sort()).toEqual([
      "inside",
      "k",
    ]);
    expect(await electorate()).toEqual(["a", "b", "inside", "p"]);
  });
});
