import { describe, expect, test } from "@jest/globals";
import { CodecError, sessionMachine, sha256Hex } from "@semvec/core";
import { recordedSession } from "../testing/recorded-session.js";
import { east, hashOf, replay, TestKit } from "../testing/test-kit.js";
import { entityMachine } from "./entity-machine.js";

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

describe("sessions that were written before there were groups", () => {
  const { entity } = recordedSession;
  const ops = recordedSession.ops.map(fromBase64);
  const snapshot = fromBase64(recordedSession.snapshot);

  test("their logs and snapshots mean what they mean to the session's machine", () => {
    const expected = sha256Hex(sessionMachine.encodeState(sessionMachine.decodeState(snapshot)));
    const restored = entityMachine.decodeState(snapshot);
    expect(restored.parts).toEqual({});
    expect(hashOf(restored)).toBe(expected);
    expect(hashOf(replay(entity, ops))).toBe(expected);
  });

  test("their ops are written as they were, and the session's machine reads what is new", () => {
    for (const bytes of ops) {
      expect(entityMachine.encodeOp(entityMachine.decodeOp(bytes))).toEqual(
        sessionMachine.encodeOp(sessionMachine.decodeOp(bytes)),
      );
    }
    const state = entityMachine.decodeState(snapshot);
    const command = {
      kind: "store",
      response: { text: "A pension", vector: east },
      nowMs: 0,
    } as const;
    const { op } = entityMachine.decide(state, command, { entity, seq: 7 });
    expect(op && sessionMachine.decodeOp(entityMachine.encodeOp(op)).kind).toBe("stored");
  });
});

/** A kit in which an op of every kind has been written. */
async function everything(): Promise<TestKit> {
  const kit = new TestKit();
  await kit.sessions("a", "b");
  await kit.region("r", ["c1", "c2", "c3"]);
  await kit.clusters.addMember("c1", "a");
  await kit.say("a", east);
  await kit.say("b", east);
  await kit.subtopic("a");
  await kit.drift("c2");
  await kit.settle();
  await kit.vote("r", "c3");
  await kit.settle();
  const origin = { entity: "a", seq: 3 };
  const retraction = { kind: "retraction", origin } as const;
  await kit.send("a", "c1", retraction);
  await kit.settle();
  await kit.observer.create({ regionIds: ["r"] });
  await kit.observer.sample();
  await kit.observer.clearAnomalies();
  await kit.network.transfer({ sourceSessionId: "a", targetSessionId: "b" });
  await kit.network.switchUser("ada");
  await kit.network.consensus({ proposerSessionId: "a", targetEmbedding: east });
  await kit.deleteSession("b");
  await kit.clusters.removeMember("c1", "a");
  await kit.regions.removeCluster("r", "c3");
  await kit.clusters.delete("c3");
  return kit;
}

describe("a log of groups", () => {
  test("replays to the same states, for every kind of op", async () => {
    const kit = await everything();
    const logs = [...kit.logs.values()].flat();
    const kinds = new Set(logs.map((bytes) => entityMachine.decodeOp(bytes).kind));
    for (const kind of [
      "cluster-created",
      "region-created",
      "observer-set",
      "published",
      "child-added",
      "child-removed",
      "parent-set",
      "parent-cleared",
      "fenced",
      "drift-relayed",
      "retraction-relayed",
      "drift-recorded",
      "vote-retracted",
      "realignment-received",
      "sampled",
      "anomalies-cleared",
      "network-used",
      "peer-forgotten",
    ]) {
      expect([...kinds]).toContain(kind);
    }
    expect(await kit.differing()).toEqual([]);
  });

  test("ops and states encode to the bytes they were decoded from", async () => {
    const kit = await everything();
    for (const [entity, log] of kit.logs) {
      for (const bytes of log) {
        expect(entityMachine.encodeOp(entityMachine.decodeOp(bytes))).toEqual(bytes);
      }
      const state = await kit.runner.read(entity, (it) => it);
      if (state === undefined) continue;
      const bytes = entityMachine.encodeState(state);
      expect(entityMachine.encodeState(entityMachine.decodeState(bytes))).toEqual(bytes);
      expect(entityMachine.stateBytes(state)).toBeGreaterThan(0);
    }
  });

  test("damaged bytes are refused or mean something else; they never pass for the original", async () => {
    const kit = await everything();
    const state = await kit.state("meta:region:r");
    const bytes = entityMachine.encodeState(state);
    for (let at = 0; at < bytes.length; at += 11) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 0x41;
      let restored: ReturnType<typeof entityMachine.decodeState>;
      try {
        restored = entityMachine.decodeState(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        continue;
      }
      expect(hashOf(restored)).not.toBe(hashOf(state));
    }
    expect(() => entityMachine.decodeOp(Uint8Array.of(0x80))).toThrow(CodecError);
    expect(() => entityMachine.decodeState(Uint8Array.of(0x82, 0x40, 0xa0))).toThrow(CodecError);
  });

  test("deciding leaves every state as it was", async () => {
    const kit = await everything();
    const state = await kit.state("c1");
    const before = hashOf(state);
    const position = { entity: "c1", seq: state.session.seq + 1 };
    const run = { kind: "run", message: { text: "hello", vector: east }, nowMs: 0 } as const;
    const first = entityMachine.decide(state, run, position);
    expect(hashOf(state)).toBe(before);
    expect(entityMachine.decide(state, run, position)).toEqual(first);
  });
});
