import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Session } from "./session.js";
import type { SessionOptions } from "./session-config.js";
import { wordVector } from "./testing/word-vector.js";

/*
 * Whatever is done to a session, and wherever it is interrupted: replayed, restored and imported
 * ones go on as the one that never stopped.
 */

const dimension = 32;
const start = Date.UTC(2026, 0, 1);
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

const words = ["order", "invoice", "jacket", "refund", "parcel", "blue", "late", "thanks", "why"];
const text = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 })
  .map((it) => it.join(" "));

type Act = (session: Session, nowMs: number) => void;

/** Acts on the memory at this place of the newest listing, when there is one. */
function onMemory(place: number, act: (session: Session, hash: string, nowMs: number) => void) {
  return (session: Session, nowMs: number): void => {
    const listed = session.listContext({ text: words.join(" "), topK: 100, nowMs });
    const hash = listed[place % Math.max(1, listed.length)]?.memoryHash;
    if (hash !== undefined) act(session, hash, nowMs);
  };
}

const place = fc.nat({ max: 99 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: text.map(
      (it): Act =>
        (session, nowMs) => {
          session.run({ message: say(it), nowMs });
        },
    ),
  },
  {
    weight: 6,
    arbitrary: text.map(
      (it): Act =>
        (session, nowMs) => {
          session.store({ response: say(it), nowMs });
        },
    ),
  },
  fc.array(fc.tuple(text, text), { maxLength: 3 }).map(
    (pairs): Act =>
      (session, nowMs) => {
        const turns = pairs.map(([m, r]) => ({ message: say(m), response: say(r) }));
        session.storeTurns(turns, { nowMs });
      },
  ),
  text.map(
    (it): Act =>
      (session, nowMs) => {
        session.injectMemory({ memory: say(it), expiresAtMs: nowMs + 3_600_000, nowMs });
      },
  ),
  fc.tuple(place, text).map(([at, it]) =>
    onMemory(at, (session, memoryHash, nowMs) => {
      session.correctMemory({ memoryHash, ...say(it), importance: 0.9, nowMs });
    }),
  ),
  fc.tuple(place, fc.nat({ max: 7_200_000 })).map(([at, lastsMs]) =>
    onMemory(at, (session, memoryHash, nowMs) => {
      session.correctMemory({ memoryHash, expiresAtMs: nowMs + lastsMs, nowMs });
    }),
  ),
  place.map((at) => onMemory(at, (session, hash, nowMs) => session.forgetMemory(hash, { nowMs }))),
  text.map(
    (it): Act =>
      (session, nowMs) => {
        session.addTrigger({ keyword: it, nowMs });
      },
  ),
  fc.constantFrom("OPEN" as const, "QUARANTINE" as const, "LOCKDOWN" as const).map(
    (level): Act =>
      (session, nowMs) => {
        const exclusions = [say("refund parcel").vector];
        session.setIsolation({ level, exclusions, threshold: 0.5, nowMs });
      },
  ),
  fc.constant<Act>((session, nowMs) => session.releaseQuarantine({ nowMs })),
  text.map(
    (it): Act =>
      (session, nowMs) => {
        session.putLiteral({ key: it, kind: "constant", value: it }, { nowMs });
      },
  ),
  fc.constant<Act>((session, nowMs) => session.reset({ nowMs })),
);
const step = fc.record({ act, gapMs: fc.nat({ max: 5 * 3_600_000 }) });
type Step = { readonly act: Act; readonly gapMs: number };

const options: fc.Arbitrary<SessionOptions> = fc.record({
  capacities: fc.record({
    shortTerm: fc.integer({ min: 1, max: 4 }),
    mediumTerm: fc.integer({ min: 1, max: 6 }),
    longTerm: fc.integer({ min: 1, max: 8 }),
  }),
  memoryBytesMax: fc.constantFrom(1024, 2048, 65_536),
  topicSwitch: fc.boolean(),
});

function begin(chosen: SessionOptions): Session {
  return Session.create("chat-1", { dimension, ...chosen }, { nowMs: start });
}

function take(session: Session, steps: readonly Step[], from: number): number {
  let nowMs = from;
  for (const it of steps) {
    nowMs += it.gapMs;
    it.act(session, nowMs);
  }
  return nowMs;
}

describe("determinism", () => {
  test("the same commands give the same state, and a snapshot anywhere continues the same", () => {
    fc.assert(
      fc.property(
        options,
        fc.array(step, { maxLength: 30 }),
        fc.array(step, { maxLength: 10 }),
        (chosen, a, b) => {
          const session = begin(chosen);
          const again = begin(chosen);
          const middle = take(session, a, start);
          take(again, a, start);
          expect(again.stateHash()).toBe(session.stateHash());
          const restored = Session.restore(session.snapshot());
          expect(restored.stateHash()).toBe(session.stateHash());
          take(session, b, middle);
          take(restored, b, middle);
          const last = { message: say("blue order refund"), nowMs: middle + 1e9 };
          expect(restored.run(last)).toEqual(session.run(last));
          expect(restored.stateHash()).toBe(session.stateHash());
        },
      ),
      { numRuns: 150 },
    );
  });

  test("export and import give a session whose next turns are those of the uninterrupted one", () => {
    fc.assert(
      fc.property(
        options,
        fc.array(step, { maxLength: 30 }),
        fc.array(step, { maxLength: 6 }),
        (chosen, a, b) => {
          const session = begin(chosen);
          const middle = take(session, a, start);
          const json = JSON.stringify(session.export(), null, 1);
          const copy = Session.fromStateDict("chat-1", JSON.parse(json), { nowMs: middle });
          take(session, b, middle);
          take(copy, b, middle);
          const last = { message: say("late parcel"), nowMs: middle + 1e9 };
          expect(copy.run(last).context).toEqual(session.run(last).context);
          expect(copy.metrics().histories).toEqual(session.metrics().histories);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("the memories stay within their bounds and the newest is always held", () => {
    fc.assert(
      fc.property(options, fc.array(text, { minLength: 1, maxLength: 60 }), (chosen, texts) => {
        const session = begin(chosen);
        const { shortTerm = 0, mediumTerm = 0, longTerm = 0 } = chosen.capacities ?? {};
        texts.forEach((it, i) => {
          session.storeTurns([{ message: say(it) }], { nowMs: start + i });
          const { memoryBytes, memoryBytesMax, totalMemories } = session.metrics();
          expect(memoryBytes).toBeLessThanOrEqual(memoryBytesMax);
          expect(totalMemories).toBeLessThanOrEqual(shortTerm + mediumTerm + longTerm);
          expect(session.listContext({ topK: 100 }).map((m) => m.text)).toContain(it);
        });
      }),
      { numRuns: 30 },
    );
  });
});
