import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  DimensionMismatchError,
  InvalidArgumentError,
  InvalidVectorError,
  Session,
  SessionNotFoundError,
} from "@semvec/core";
import { networkEntityId } from "../entity/entity-ids.js";
import { LockedDownError, UserNotFoundError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { east, north, TestKit, up } from "../testing/test-kit.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const dayMs = 86_400_000;
const transfer = (sourceSessionId: string, targetSessionId: string, maxWeight?: number) =>
  kit.network.transfer({
    sourceSessionId,
    targetSessionId,
    ...(maxWeight !== undefined && { maxWeight }),
  });
const propose = (proposerSessionId: string, targetEmbedding: readonly number[] = east) =>
  kit.network.consensus({ proposerSessionId, targetEmbedding });

describe("R25: transfer", () => {
  beforeEach(() => kit.sessions("a", "b"));

  test("moves the target's unit state toward the source's", async () => {
    await kit.say("a", north);
    await kit.say("b", east);
    const { deltaNorm, ...ids } = await transfer("a", "b");
    expect(ids).toEqual({ sourceSessionId: "a", targetSessionId: "b" });
    const length = Math.hypot(0.85, 0.15);
    expect(deltaNorm).toBeCloseTo(Math.hypot(1 - 0.85 / length, 0.15 / length), 6);
    expect(await kit.vector("b")).toEqual(
      [0.85, 0.15, 0].map((x) => expect.closeTo(x / length, 6)),
    );
    expect(await kit.vector("a")).toEqual(north);
    expect(await transfer("a", "b", 0)).toMatchObject({ deltaNorm: 0 });
    await transfer("a", "b", 1);
    expect(await kit.vector("b")).toEqual(north);
  });

  test("with either without a state nothing changes", async () => {
    await kit.say("a", north);
    const length = kit.logs.get("b")?.length ?? 0;
    expect(await transfer("a", "b")).toMatchObject({ deltaNorm: 0 });
    expect(await transfer("b", "a")).toMatchObject({ deltaNorm: 0 });
    expect(kit.logs.get("b")).toHaveLength(length);
  });

  test("is refused to itself, across dimensions, with a lockdown, and for what is not there", async () => {
    await expect(transfer("a", "a")).rejects.toThrow(InvalidArgumentError);
    await expect(transfer("x", "x")).rejects.toThrow(SessionNotFoundError);
    await expect(transfer("a", "x")).rejects.toThrow(SessionNotFoundError);
    await expect(transfer("a", "b", 1.1)).rejects.toThrow(InvalidArgumentError);
    await kit.session("wide", { dimension: 4 });
    const unequal = transfer("wide", "b");
    await expect(unequal).rejects.toThrow(DimensionMismatchError);
    await expect(unequal).rejects.toThrow(
      "the session wide has dimension 4, the session b has 3: they must be equal",
    );
    await kit.execute("b", { kind: "set-isolation", level: "LOCKDOWN", nowMs: kit.clock.nowMs() });
    await expect(transfer("a", "b")).rejects.toThrow(LockedDownError);
    await expect(transfer("b", "a")).rejects.toThrow(LockedDownError);
    expect(kit.logs.has(networkEntityId)).toBe(false);
  });
});

describe("R26: user partitions", () => {
  test("a switch moves the pointer and makes the partition at the first time", async () => {
    expect(await kit.network.activeUser()).toEqual({ activeUser: "default" });
    const first = await kit.network.switchUser("ada");
    expect(first).toEqual({ activeUser: "ada", previousUser: "default" });
    await kit.say("user:ada", east);
    const second = await kit.network.switchUser("bob");
    expect(second).toEqual({ activeUser: "bob", previousUser: "ada" });
    await kit.network.switchUser("ada");
    expect(await kit.network.activeUser()).toEqual({ activeUser: "ada" });
    expect((await kit.state("user:ada")).session.progress.turns).toBe(1);
    for (const userId of ["", "x".repeat(121)]) {
      await expect(kit.network.switchUser(userId)).rejects.toThrow(InvalidArgumentError);
    }
  });

  test("serialize is the partition's export; an unknown user is not found", async () => {
    await kit.network.switchUser("ada");
    await kit.say("user:ada", east);
    const { userId, state } = await kit.network.serializeUser("ada");
    expect(userId).toBe("ada");
    const restored = Session.fromStateDict("copy", state, { nowMs: kit.clock.nowMs() });
    expect(restored.metrics().interactionCount).toBe(1);
    await expect(kit.network.serializeUser("default")).rejects.toThrow(UserNotFoundError);
  });

  test("forgetting a user deletes the partition and every session of theirs", async () => {
    await kit.network.switchUser("ada");
    await kit.session("hers", { metadata: { user_id: "ada" } });
    await kit.session("his", { metadata: { user_id: "bob" } });
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.clusters.addMember("c", "hers");
    expect(await kit.network.forgetUser("ada")).toEqual(["user:ada", "hers"]);
    expect(await kit.clusters.get("c")).toMatchObject({ memberCount: 0 });
    expect(await kit.network.forgetUser("ada")).toEqual([]);
    expect((await kit.state("his")).session.entity).toBe("his");
  });
});

describe("R27: consensus", () => {
  beforeEach(async () => {
    await kit.sessions("p", "a", "b", "out");
    for (const [id, vector] of [
      ["p", east],
      ["a", east],
      ["b", up],
      ["out", north],
    ] as const) {
      await kit.say(id, vector);
    }
  });

  test("a proposer that is deleted while the others are asked for is not found", async () => {
    const read = kit.runner.read.bind(kit.runner);
    let readsOfProposer = 0;
    kit.runner.read = async (entity, view) => {
      if (entity === "p") readsOfProposer += 1;
      if (entity === "p" && readsOfProposer === 3) await kit.deleteSession("p");
      return read(entity, view);
    };
    await expect(propose("p")).rejects.toThrow(SessionNotFoundError);
    expect(await read("p", (state) => state)).toBeUndefined();
    expect(await kit.network.trust()).toEqual({ trustScores: {} });
  });

  test("in a cluster its sessions are the electorate, the backing session among them", async () => {
    await kit.clusters.create({ clusterId: "c", name: "C" });
    for (const id of ["p", "a", "b"]) await kit.clusters.addMember("c", id);
    const { accepted, trustScores } = await propose("p");
    expect(accepted).toBe(true);
    expect(Object.keys(trustScores).sort()).toEqual(["a", "b", "c", "p"]);
    expect(trustScores).toEqual({
      p: expect.closeTo(0.55, 12),
      a: expect.closeTo(0.55, 12),
      b: expect.closeTo(0.45, 12),
      c: 0.5,
    });
    const own = await propose("c", up);
    expect(Object.keys(own.trustScores)).toHaveLength(4);
    expect(await kit.network.trust()).toEqual({
      trustScores: { p: expect.any(Number), a: expect.any(Number), b: expect.any(Number) },
    });
  });

  test("without a cluster it is who was named in the last 24 hours, still there", async () => {
    await transfer("a", "b");
    await transfer("out", "a");
    await kit.deleteSession("out");
    await kit.session("out");
    const { trustScores } = await propose("p");
    expect(Object.keys(trustScores).sort()).toEqual(["a", "b", "p"]);
    kit.clock.advance(dayMs - 1);
    expect(Object.keys((await propose("p")).trustScores)).toHaveLength(3);
    kit.clock.advance(1);
    expect(Object.keys((await propose("p")).trustScores)).toEqual(["p"]);
  });

  test("of those named the newest 256 are remembered", async () => {
    const { peerCountMax } = coordinationLimits;
    for (let i = 0; i <= peerCountMax; i++) {
      await kit.session(`n${i}`);
      await propose(`n${i}`);
    }
    const { trustScores } = await propose("p");
    expect(Object.keys(trustScores)).toHaveLength(peerCountMax + 1);
    expect(Object.keys(trustScores)).not.toContain("n0");
  });

  test("its own session stays, and says how a session is forgotten", async () => {
    await propose("p");
    await expect(kit.deleteSession(networkEntityId)).rejects.toThrow(
      "The session backs the network: it stays; delete the sessions that it is to forget",
    );
  });

  test("a lone proposer gets nothing accepted, and trust stays", async () => {
    expect(await propose("p")).toEqual({ accepted: false, trustScores: { p: 0.5 } });
    expect(await kit.network.trust()).toEqual({ trustScores: {} });
  });

  test("a cluster or region that is deleted is forgotten, like a session", async () => {
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.say("c", east);
    await kit.region("r", []);
    await transfer("c", "p");
    await transfer("meta:region:r", "a");
    await propose("p");
    const named = async () => Object.keys((await kit.network.trust()).trustScores).sort();
    expect(await named()).toContain("c");
    await kit.clusters.delete("c");
    await kit.regions.delete("r");
    expect(await named()).not.toContain("c");
    const { network } = (await kit.state(networkEntityId)).parts;
    expect(network?.peers.map(({ id }) => id).sort()).toEqual(["a", "p"]);
    expect(await kit.differing()).toEqual([]);
  });

  test("no session's state changes, and a session made again is trusted anew", async () => {
    await transfer("a", "p", 0);
    const before = kit.logs.get("a")?.length;
    const { trustScores } = await propose("p");
    expect(trustScores).toMatchObject({ a: expect.closeTo(0.55, 12) });
    expect(kit.logs.get("a")).toHaveLength(before ?? 0);
    await kit.deleteSession("a");
    await kit.session("a");
    expect((await kit.network.trust()).trustScores).not.toHaveProperty("a");
    expect(await kit.differing()).toEqual([]);
  });

  test("refusals", async () => {
    await expect(propose("x")).rejects.toThrow(SessionNotFoundError);
    await expect(propose("p", [1, 0])).rejects.toThrow(DimensionMismatchError);
    await expect(propose("p", [0, 0, 0])).rejects.toThrow(InvalidVectorError);
  });
});
