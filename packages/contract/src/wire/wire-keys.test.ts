import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openApiDocument } from "../openapi/open-api-document.js";
import { fromWire, toWire } from "./wire-keys.js";

describe("toWire", () => {
  test("renames in nested objects and lists", () => {
    expect(
      toWire({ topK: 1, memories: [{ memoryHash: "a", reasons: ["dense"] }], a: null }),
    ).toEqual({ top_k: 1, memories: [{ memory_hash: "a", reasons: ["dense"] }], a: null });
  });

  test("leaves what is not ours alone", () => {
    const metadata = { userId: 1 };
    const stateDict = { formatVersion: 1 };
    const vector = Float32Array.of(1, 2);
    const wire = toWire({ metadata, stateDict, config: { useCache: true }, vector });
    expect(wire.metadata).toBe(metadata);
    expect(wire.state_dict).toBe(stateDict);
    expect(wire.config).toEqual({ useCache: true });
    expect(wire.vector).toBe(vector);
  });

  test("leaves ids that are names of fields, and states, alone", () => {
    const trustScores = { agentOne: 0.5, agent_two: 0.6 };
    const state = { formatVersion: 1 };
    expect(toWire({ trustScores, state })).toEqual({ trust_scores: trustScores, state });
    expect(fromWire({ trust_scores: trustScores, state })).toEqual({ trustScores, state });
  });

  test("leaves out what is undefined", () => {
    expect(Object.keys(toWire({ a: undefined, b: 1 }))).toEqual(["b"]);
  });
});

describe("fromWire", () => {
  test("is the inverse of toWire", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const name = fc
      .array(word, { minLength: 1, maxLength: 4 })
      .map((words) => words.map((w, i) => (i === 0 ? w : capitalized(w))).join(""));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.integer(),
        fc.string(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(fc.property(value, (given) => expect(fromWire(toWire(given))).toEqual(given)));
  });

  test("brings every name of the contract back as it was", () => {
    const { schemas } = openApiDocument("0").components as { schemas: Record<string, Shape> };
    const names = Object.values(schemas).flatMap(({ properties }) => Object.keys(properties ?? {}));
    expect(names).toContain("session_id");
    for (const name of names) {
      expect(Object.keys(toWire(fromWire({ [name]: 1 })))).toEqual([name]);
    }
  });

  test("cannot set a prototype", () => {
    const result = fromWire(JSON.parse('{"__proto__":{"polluted":1},"_proto_":2}'));
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(result).not.toHaveProperty("polluted");
  });
});

test("types follow the names", () => {
  const wire: { session_id: string; memories: { memory_hash: string }[]; metadata: { aB: 1 } } =
    toWire({ sessionId: "s", memories: [{ memoryHash: "h" }], metadata: { aB: 1 as const } });
  const given: { top_k?: number | undefined; session_id: string } = { session_id: "s" };
  const code: { topK?: number; sessionId: string } = fromWire(given);
  // @ts-expect-error the wire name is gone
  expect(fromWire(given).session_id).toBeUndefined();
  expect([wire.session_id, code.sessionId]).toEqual(["s", "s"]);
});

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
