import { expect, test } from "@jest/globals";
import { CoreError } from "@semvec/core";
import fc from "fast-check";
import { regionEntityId } from "../entity/entity-ids.js";
import { entityMachine } from "../entity/entity-machine.js";
import type { EntityState } from "../entity/entity-state.js";
import { type Pointer, samePointer } from "../entity/pointer.js";
import { CoordinationError } from "../errors.js";
import type { Vote } from "../region/votes.js";
import { east, north, TestKit, up } from "../testing/test-kit.js";
import type { MessageInTransit } from "./message-delivery.js";

/*
 * Random commands over a few entities, with messages that arrive late, out of order and more than
 * once. After each command the memberships must agree on both sides; at the end the logs must
 * replay to the states in memory, and every region's log must obey a second, naive account of what
 * a quorum is.
 */

const sessions = ["s1", "s2", "s3"] as const;
const clusters = ["c1", "c2", "c3"] as const;
const regions = ["r1", "r2"] as const;

const session = fc.constantFrom(...sessions, ...clusters);
const cluster = fc.constantFrom(...clusters);
const region = fc.constantFrom(...regions);
const vector = fc.constantFrom(east, north, up, [-1, 0, 0]);

const command = fc.oneof(
  fc.record({ kind: fc.constant("make-session" as const), id: fc.constantFrom(...sessions) }),
  fc.record({ kind: fc.constant("make-cluster" as const), id: cluster }),
  fc.record({
    kind: fc.constant("make-region" as const),
    id: region,
    threshold: fc.constantFrom(0.3, 0.5, 1),
  }),
  fc.record({ kind: fc.constant("delete-session" as const), id: session }),
  fc.record({ kind: fc.constant("delete-cluster" as const), id: cluster }),
  fc.record({ kind: fc.constant("delete-region" as const), id: region }),
  fc.record({ kind: fc.constant("join" as const), id: session, to: cluster }),
  fc.record({ kind: fc.constant("leave" as const), id: session, to: cluster }),
  fc.record({ kind: fc.constant("attach" as const), id: cluster, to: region }),
  fc.record({ kind: fc.constant("detach" as const), id: cluster, to: region }),
  fc.record({ kind: fc.constant("say" as const), id: session, vector }),
  fc.record({ kind: fc.constant("drift" as const), id: session }),
  fc.record({ kind: fc.constant("subtopic" as const), id: session }),
  fc.record({
    kind: fc.constant("vote" as const),
    id: cluster,
    to: region,
    agoMs: fc.integer({ min: 0, max: 90_000 }),
  }),
  fc.record({
    kind: fc.constant("deliver" as const),
    which: fc.nat(20),
    keep: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("feedback" as const), id: cluster }),
  fc.record({ kind: fc.constant("transfer" as const), from: session, to: session }),
  fc.record({ kind: fc.constant("consensus" as const), id: session, vector }),
  fc.record({ kind: fc.constant("observe" as const), id: region }),
  fc.record({ kind: fc.constant("sample" as const) }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Messages that were sent and not yet delivered for good. */
type Pool = MessageInTransit[];

async function execute(kit: TestKit, pool: Pool, it: Command): Promise<unknown> {
  switch (it.kind) {
    case "make-session":
      return kit.session(it.id);
    case "make-cluster":
      return kit.clusters.create({ clusterId: it.id, name: it.id, couplingFactor: 0.5 });
    case "make-region":
      return kit.regions.create({ regionId: it.id, name: it.id, consensusThreshold: it.threshold });
    case "delete-session":
      return kit.deleteSession(it.id);
    case "delete-cluster":
      return kit.clusters.delete(it.id);
    case "delete-region":
      return kit.regions.delete(it.id);
    case "join":
      return kit.clusters.addMember(it.to, it.id);
    case "leave":
      return kit.clusters.removeMember(it.to, it.id);
    case "attach":
      return kit.regions.addCluster(it.to, it.id);
    case "detach":
      return kit.regions.removeCluster(it.to, it.id);
    case "say":
      return kit.say(it.id, it.vector);
    case "drift":
      return kit.drift(it.id);
    case "subtopic":
      return kit.subtopic(it.id);
    case "vote":
      return kit.vote(it.to, it.id, kit.clock.nowMs() - it.agoMs);
    case "deliver":
      return deliver(kit, pool, it);
    case "feedback":
      return kit.clusters.feedback(it.id);
    case "transfer":
      return kit.network.transfer({ sourceSessionId: it.from, targetSessionId: it.to });
    case "consensus":
      return kit.network.consensus({ proposerSessionId: it.id, targetEmbedding: it.vector });
    case "observe":
      return kit.observer.create({ regionIds: [it.id] });
    case "sample":
      return kit.observer.sample();
    case "wait":
      return kit.clock.advance(it.ms);
  }
}

async function deliver(
  kit: TestKit,
  pool: Pool,
  { which, keep }: { readonly which: number; readonly keep: boolean },
): Promise<void> {
  pool.push(...kit.runner.takeOutbox(kit.clock.nowMs()));
  const row = pool[which % Math.max(1, pool.length)];
  if (row === undefined) return;
  await kit.delivery.deliver(row);
  if (!keep) pool.splice(pool.indexOf(row), 1);
}

interface Seen {
  readonly pointer: Pointer;
  readonly state: EntityState;
}

async function seen(kit: TestKit): Promise<Map<string, Seen>> {
  const ids = [...sessions, ...clusters, ...regions.map(regionEntityId)];
  const found = new Map<string, Seen>();
  for (const id of ids) {
    await kit.runner.read(id, (state, { genesisSeq }) => {
      if (state !== undefined) found.set(id, { state, pointer: { id, genesisSeq } });
    });
  }
  return found;
}

/** Both sides of every membership agree, and nobody is in two groups of one kind. */
function checkMemberships(all: ReadonlyMap<string, Seen>): void {
  const lives = (pointer: Pointer | undefined) =>
    pointer !== undefined && samePointer(all.get(pointer.id)?.pointer, pointer);
  for (const { pointer: parent, state } of all.values()) {
    const { cluster: asCluster, region: asRegion } = state.parts;
    for (const child of asCluster?.children ?? []) {
      expect(lives(child)).toBe(true);
      expect(all.get(child.id)?.state.parts.memberOf).toEqual(parent);
    }
    for (const child of asRegion?.children ?? []) {
      expect(lives(child)).toBe(true);
      expect(all.get(child.id)?.state.parts.attachedTo).toEqual(parent);
    }
    const { memberOf, attachedTo } = state.parts;
    for (const up of [memberOf, attachedTo]) {
      if (up === undefined || !lives(up)) continue;
      const { cluster: c, region: r } = all.get(up.id)?.state.parts ?? {};
      const children = (up === memberOf ? c : r)?.children ?? [];
      expect(children.filter(({ id }) => id === parent.id)).toHaveLength(1);
    }
    const attached = new Set(asRegion?.children.map(({ id }) => id));
    const voters = (asRegion?.votes ?? []).map(({ clusterId }) => clusterId);
    expect(new Set(voters).size).toBe(voters.length);
    for (const voter of voters) expect(attached.has(voter)).toBe(true);
  }
}

/** A second account of a region's log: each message once, and a realignment once a quorum. */
function checkRegionLog(log: readonly Uint8Array[]): void {
  let threshold = 0;
  let windowMs = 0;
  let lastMs = -Infinity;
  let attached = new Set<string>();
  let votes = new Map<string, Vote>();
  let retracted = new Set<string>();
  let heard = new Set<string>();
  for (const bytes of log) {
    const op = entityMachine.decodeOp(bytes);
    if (op.kind === "region-created") {
      threshold = op.region.consensusThreshold;
      windowMs = op.region.voteWindowMs;
      lastMs = -Infinity;
      attached = new Set();
      votes = new Map();
      retracted = new Set();
      heard = new Set();
    }
    if (op.kind === "child-added") attached.add(op.child.id);
    if (op.kind === "child-removed") attached.delete(op.id);
    if (op.kind === "child-removed") votes.delete(op.id);
    if (op.kind !== "drift-recorded" && op.kind !== "vote-retracted") continue;
    const message = JSON.stringify(op.from);
    expect(heard.has(message)).toBe(false);
    heard.add(message);
    const clusterId = op.from.source;
    const origin = JSON.stringify(op.origin);
    if (op.kind === "vote-retracted") {
      retracted.add(origin);
      for (const [id, vote] of votes) {
        if (JSON.stringify(vote.origin) === origin) votes.delete(id);
      }
      continue;
    }
    expect(attached.has(clusterId)).toBe(true);
    const counts = !retracted.has(origin) && op.eventMs >= lastMs;
    expect(op.votes === true).toBe(counts);
    if (!counts) {
      expect(op.realignment).toBeUndefined();
      continue;
    }
    if ((votes.get(clusterId)?.atMs ?? -Infinity) <= op.eventMs) {
      votes.set(clusterId, { clusterId, atMs: op.eventMs, origin: op.origin });
    }
    const newestMs = Math.max(...[...votes.values()].map(({ atMs }) => atMs));
    const live = [...votes.values()].filter(({ atMs }) => newestMs - atMs < windowMs).length;
    const share = live / attached.size;
    expect(op.realignment !== undefined).toBe(share > threshold || share === 1);
    if (op.realignment === undefined) continue;
    lastMs = newestMs;
    votes.clear();
  }
}

async function checkTrust(kit: TestKit): Promise<void> {
  for (const trust of Object.values((await kit.network.trust()).trustScores)) {
    expect(trust).toBeGreaterThan(0);
    expect(trust).toBeLessThan(1);
  }
}

test("memberships agree, messages count once, quorums fire once, and replays agree", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
      const kit = new TestKit();
      const pool: Pool = [];
      await kit.sessions(...sessions);
      await kit.region("r1", ["c1", "c2"]);
      await kit.clusters.addMember("c1", "s1");
      for (const it of commands) {
        try {
          await execute(kit, pool, it);
        } catch (error) {
          // What is refused changes nothing; anything but a refusal is a bug.
          if (!(error instanceof CoordinationError || error instanceof CoreError)) throw error;
        }
        checkMemberships(await seen(kit));
      }
      for (const row of pool) await kit.delivery.deliver(row);
      await kit.settle();
      checkMemberships(await seen(kit));
      for (const id of regions) checkRegionLog(kit.logs.get(regionEntityId(id)) ?? []);
      await checkTrust(kit);
      expect(await kit.differing()).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 300_000);
