import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  DimensionMismatchError,
  InvalidArgumentError,
  SessionNotFoundError,
  writeStateDict,
} from "@semvec/core";
import {
  BackingSessionError,
  ClusterNotFoundError,
  CoordinationLimitError,
  DimensionFixedError,
  IdTakenError,
  MemberNotFoundError,
  SecondParentError,
  UnknownAggregationModeError,
} from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { east, north, TestKit, up } from "../testing/test-kit.js";
import { leaveDeadCluster } from "./leave-dead-cluster.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const lockDown = (id: string) =>
  kit.execute(id, { kind: "set-isolation", level: "LOCKDOWN", nowMs: kit.clock.nowMs() });

describe("R16: ids and creating again", () => {
  test("equal parameters are the same cluster, others a conflict", async () => {
    const cluster = { clusterId: "c", name: "C", couplingFactor: 0.4 };
    const answer = {
      clusterId: "c",
      name: "C",
      aggregationMode: "weighted_average",
      couplingFactor: 0.4,
    };
    expect(await kit.clusters.create(cluster)).toEqual({ ...answer, created: true });
    expect(await kit.clusters.create(cluster)).toEqual({ ...answer, created: false });
    for (const other of [{ name: "D" }, { couplingFactor: 0 }, { dimension: 4 }]) {
      await expect(kit.clusters.create({ ...cluster, ...other })).rejects.toThrow(IdTakenError);
    }
  });

  test("without an id it gets one", async () => {
    expect(await kit.clusters.create({ name: "C" })).toMatchObject({ clusterId: "id-1" });
  });

  test("sessions and clusters share one namespace", async () => {
    await kit.session("s");
    await expect(kit.clusters.create({ clusterId: "s", name: "S" })).rejects.toThrow(IdTakenError);
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await expect(kit.session("c")).rejects.toThrow(IdTakenError);
  });

  test("reserved prefixes, unknown modes and bounds are refused", async () => {
    for (const clusterId of ["meta:x", "user:x", "", "a b", "x".repeat(129)]) {
      const created = kit.clusters.create({ clusterId, name: "C" });
      await expect(created).rejects.toThrow(InvalidArgumentError);
    }
    const bad = [{ name: " " }, { name: "x".repeat(201) }, { name: "C", couplingFactor: 1.1 }];
    for (const input of bad) {
      await expect(kit.clusters.create(input)).rejects.toThrow(InvalidArgumentError);
    }
    const mode = kit.clusters.create({ name: "C", aggregationMode: "median" });
    await expect(mode).rejects.toThrow(UnknownAggregationModeError);
    await kit.clusters.create({ clusterId: "x".repeat(128), name: "x".repeat(200) });
  });

  test("a deleted id may be made again and starts empty", async () => {
    await kit.sessions("s", "t");
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.clusters.addMember("c", "s");
    await kit.say("c", east);
    expect(await kit.clusters.delete("c")).toEqual({ deleted: true });
    await expect(kit.clusters.get("c")).rejects.toThrow(ClusterNotFoundError);
    await kit.clusters.create({ clusterId: "c", name: "C" });
    expect(await kit.clusters.get("c")).toMatchObject({ memberCount: 0, interactionCount: 0 });
    await kit.clusters.create({ clusterId: "d", name: "D" });
    expect(await kit.clusters.addMember("d", "s")).toMatchObject({ added: true });
  });

  test("a session that backs a cluster cannot be deleted by itself", async () => {
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await expect(kit.deleteSession("c")).rejects.toThrow(BackingSessionError);
  });
});

describe("R17: aggregate and feedback", () => {
  beforeEach(async () => {
    await kit.sessions("a", "b", "quiet");
    await kit.clusters.create({ clusterId: "c", name: "C", couplingFactor: 0.25 });
    for (const id of ["a", "b", "quiet"]) await kit.clusters.addMember("c", id);
  });

  test("no state anywhere is a zero vector of the cluster's dimension", async () => {
    expect((await kit.clusters.get("c")).aggregateVector).toEqual([0, 0, 0]);
    expect(await kit.clusters.feedback("c")).toEqual({ clusterId: "c", sessionsUpdated: 0 });
  });

  test("the aggregate is over the backing session and every member with a state", async () => {
    await kit.say("a", north, 2);
    await kit.say("c", east, 1);
    const { aggregateVector, ...view } = await kit.clusters.get("c");
    expect(aggregateVector[0]).toBeCloseTo(1 / Math.sqrt(5), 5);
    expect(aggregateVector[1]).toBeCloseTo(2 / Math.sqrt(5), 5);
    expect(view).toMatchObject({ memberCount: 3, interactionCount: 1, totalMemories: 1 });
  });

  test("feedback blends each member that has a state; the backing session stays", async () => {
    await kit.say("a", north);
    await kit.say("b", up);
    await kit.say("c", east);
    const before = await kit.state("a");
    const memories = before.session.memories.size;
    expect(await kit.clusters.feedback("c")).toEqual({ clusterId: "c", sessionsUpdated: 2 });
    const third = 0.25 / Math.sqrt(3);
    expect(await kit.vector("a")).toEqual(
      [third, 0.75 + third, third].map((x) => expect.closeTo(x, 5)),
    );
    expect(await kit.vector("c")).toEqual(east);
    expect(await kit.vector("quiet")).toEqual([0, 0, 0]);
    expect((await kit.state("a")).session.memories.size).toBe(memories);
  });

  test("factor 0 updates none, factor 1 replaces", async () => {
    for (const [couplingFactor, sessionsUpdated] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const clusterId = `c${couplingFactor}`;
      const sessionId = `s${couplingFactor}`;
      await kit.clusters.create({ clusterId, name: "C", couplingFactor });
      await kit.session(sessionId);
      await kit.clusters.addMember(clusterId, sessionId);
      await kit.say(sessionId, north);
      await kit.say(clusterId, east);
      const { aggregateVector } = await kit.clusters.get(clusterId);
      expect(await kit.clusters.feedback(clusterId)).toEqual({ clusterId, sessionsUpdated });
      expect(await kit.vector(sessionId)).toEqual(couplingFactor === 0 ? north : aggregateVector);
    }
  });

  test("R12: a member that is locked down is skipped and not counted", async () => {
    await kit.say("a", north);
    await kit.say("b", up);
    await lockDown("a");
    expect(await kit.clusters.feedback("c")).toEqual({ clusterId: "c", sessionsUpdated: 1 });
    expect(await kit.vector("a")).toEqual(north);
  });
});

describe("R18: membership", () => {
  beforeEach(async () => {
    await kit.session("s");
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.clusters.create({ clusterId: "d", name: "D" });
  });

  test("a session is in at most one cluster: a second one is refused and names the first", async () => {
    const answer = { clusterId: "c", sessionId: "s" };
    expect(await kit.clusters.addMember("c", "s")).toEqual({ ...answer, added: true });
    expect(await kit.clusters.addMember("c", "s")).toEqual({ ...answer, added: false });
    const second = kit.clusters.addMember("d", "s");
    await expect(second).rejects.toThrow(SecondParentError);
    await expect(second).rejects.toThrow("cluster c");
    expect(await kit.clusters.removeMember("c", "s")).toEqual({ ...answer, removed: true });
    expect(await kit.clusters.addMember("d", "s")).toMatchObject({ added: true });
  });

  test("a backing session may be a member of another cluster, never of its own", async () => {
    expect(await kit.clusters.addMember("c", "d")).toMatchObject({ added: true });
    await expect(kit.clusters.addMember("c", "c")).rejects.toThrow(InvalidArgumentError);
  });

  test("dimensions must match", async () => {
    await kit.session("wide", { dimension: 4 });
    const unequal = kit.clusters.addMember("c", "wide");
    await expect(unequal).rejects.toThrow(DimensionMismatchError);
    await expect(unequal).rejects.toThrow(
      "the cluster c has dimension 3, the session wide has 4: they must be equal",
    );
    await kit.clusters.create({ clusterId: "e", name: "E", dimension: 4 });
    expect(await kit.clusters.addMember("e", "wide")).toMatchObject({ added: true });
  });

  test("what there is not is not found", async () => {
    await expect(kit.clusters.addMember("x", "s")).rejects.toThrow(ClusterNotFoundError);
    await expect(kit.clusters.addMember("s", "c")).rejects.toThrow(ClusterNotFoundError);
    await expect(kit.clusters.addMember("c", "x")).rejects.toThrow(SessionNotFoundError);
    await expect(kit.clusters.removeMember("c", "s")).rejects.toThrow(MemberNotFoundError);
    await expect(kit.clusters.removeMember("x", "s")).rejects.toThrow(ClusterNotFoundError);
    await expect(kit.clusters.feedback("s")).rejects.toThrow(ClusterNotFoundError);
  });

  test("the 257th member is refused", async () => {
    const { childCountMax } = coordinationLimits;
    for (let i = 0; i < childCountMax; i++) {
      await kit.session(`m${i}`);
      await kit.clusters.addMember("c", `m${i}`);
    }
    await expect(kit.clusters.addMember("c", "s")).rejects.toThrow(CoordinationLimitError);
    expect((await kit.state("s")).parts).toEqual({});
    expect(await kit.clusters.feedback("c")).toMatchObject({ sessionsUpdated: 0 });
  });

  test("R13: only a free session may be imported into another dimension", async () => {
    await kit.session("wide", { dimension: 4 });
    const stateDict = writeStateDict((await kit.state("wide")).session);
    const nowMs = kit.clock.nowMs();
    const load = () => kit.execute("s", { kind: "import", stateDict, nowMs });
    await kit.clusters.addMember("c", "s");
    await expect(load()).rejects.toThrow(DimensionFixedError);
    const own = writeStateDict((await kit.state("s")).session);
    await kit.execute("s", { kind: "import", stateDict: own, nowMs });
    expect((await kit.state("s")).parts.memberOf?.id).toBe("c");
    await kit.clusters.delete("c");
    expect(await leaveDeadCluster(kit.parts, "s")).toBe(true);
    await load();
    expect((await kit.state("s")).session.config.dimension).toBe(4);
    expect(await leaveDeadCluster(kit.parts, "s")).toBe(false);
  });
});

describe("R19: turns of a cluster", () => {
  beforeEach(() => kit.clusters.create({ clusterId: "c", name: "C" }));

  const said = (text: string, vector = east) => ({ text, vector });

  test("store takes a pair and leaves the buffer alone; run is a run of the same entity", async () => {
    const run = await kit.clusters.run("c", { message: said("hello") });
    expect(run).toMatchObject({ sessionId: "c", turn: 0 });
    const pair = { message: said("What is it?", north), response: said("It is it.", up) };
    const stored = await kit.clusters.store("c", pair);
    expect(stored).toEqual({ clusterId: "c", stored: true, totalMemories: 2 });
    expect((await kit.state("c")).session.progress.buffer?.text).toBe("hello");
    const nowMs = kit.clock.nowMs();
    await kit.execute("c", { kind: "store", response: said("hi"), nowMs });
    expect(await kit.clusters.get("c")).toMatchObject({ interactionCount: 2, totalMemories: 4 });
  });

  test("R8: a reset keeps the cluster, its members and its own membership", async () => {
    await kit.session("s");
    await kit.clusters.create({ clusterId: "d", name: "D" });
    await kit.clusters.addMember("c", "s");
    await kit.clusters.addMember("d", "c");
    await kit.clusters.run("c", { message: said("hello"), reset: true });
    expect(await kit.clusters.get("c")).toMatchObject({ memberCount: 1, interactionCount: 0 });
    expect((await kit.state("c")).parts.memberOf?.id).toBe("d");
  });

  test("turns of what is no cluster are refused", async () => {
    await kit.session("s");
    for (const id of ["s", "x"]) {
      await expect(kit.clusters.run(id, { message: said("hi") })).rejects.toThrow(
        ClusterNotFoundError,
      );
      const pair = { message: said("a"), response: said("b") };
      await expect(kit.clusters.store(id, pair)).rejects.toThrow(ClusterNotFoundError);
    }
  });
});

describe("R22: deleting", () => {
  test("a deleted session has left its cluster when the deletion answers", async () => {
    await kit.sessions("s", "t");
    await kit.clusters.create({ clusterId: "c", name: "C", couplingFactor: 1 });
    for (const id of ["s", "t"]) await kit.clusters.addMember("c", id);
    await kit.say("s", north);
    await kit.deleteSession("s");
    expect(await kit.clusters.get("c")).toMatchObject({
      memberCount: 1,
      aggregateVector: [0, 0, 0],
    });
    await expect(kit.clusters.removeMember("c", "s")).rejects.toThrow(MemberNotFoundError);
    await kit.session("s");
    expect((await kit.state("s")).parts).toEqual({});
    expect(await kit.clusters.addMember("c", "s")).toMatchObject({ added: true });
  });

  test("a deletion that is not due leaves everything as it is", async () => {
    await kit.session("s");
    const { deleteSession } = await import("./delete-session.js");
    expect(await deleteSession(kit.parts, "s", () => false)).toBe(false);
    expect(await kit.deleteSession("s")).toBe(true);
    await expect(kit.deleteSession("s")).rejects.toThrow(SessionNotFoundError);
  });
});

test("clusters are listed in the order of creation, whole or in pages, up to 1 000", async () => {
  const { clusterCountMax } = coordinationLimits;
  for (let i = 0; i < clusterCountMax; i++) {
    await kit.clusters.create({ clusterId: `c${i}`, name: `${i}` });
    kit.clock.advance(1);
  }
  await expect(kit.clusters.create({ name: "one more" })).rejects.toThrow(CoordinationLimitError);
  expect(await kit.clusters.create({ clusterId: "c0", name: "0" })).toMatchObject({
    created: false,
  });
  const { items } = await kit.clusters.list();
  const names = items.map(({ name }) => Number(name));
  expect(names).toEqual([...Array(clusterCountMax).keys()]);
  const first = await kit.clusters.list({ limit: 3 });
  expect(first.items.map(({ clusterId }) => clusterId)).toEqual(["c0", "c1", "c2"]);
  const after = first.places.at(-1) ?? { entity: "", createdAtMs: 0 };
  const second = await kit.clusters.list({ limit: 2, after });
  expect(second.items.map(({ clusterId }) => clusterId)).toEqual(["c3", "c4"]);
});

test("a page is full unless it is the last, whatever was deleted just now", async () => {
  for (const clusterId of ["c0", "c1", "c2"]) await kit.clusters.create({ clusterId, name: "C" });
  const stale = await kit.runner.list({ kind: "cluster", limit: 9 });
  await kit.clusters.delete("c1");
  const list = kit.runner.list.bind(kit.runner);
  const directory = { count: kit.runner.count.bind(kit.runner), list };
  let looks = 0;
  directory.list = async (query) => (looks++ === 0 ? stale.slice(0, query.limit) : list(query));
  const { ClusterService } = await import("./cluster-service.js");
  const page = await new ClusterService({ ...kit.parts, directory }).list({ limit: 2 });
  expect(page.items.map(({ clusterId }) => clusterId)).toEqual(["c0", "c2"]);
});
