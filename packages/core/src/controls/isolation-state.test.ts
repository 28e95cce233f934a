import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { toDirection } from "../vector/direction.js";
import { controlLimits } from "./control-limits.js";
import { resolveIsolationPolicy } from "./isolation-policy.js";
import {
  holdTurn,
  type IsolationState,
  initialIsolation,
  releaseHeld,
  replacePolicy,
  wipeQuarantine,
} from "./isolation-state.js";

const east = toDirection([1, 0]);
const fresh = initialIsolation<number>();
const quarantined = resolveIsolationPolicy({ level: "QUARANTINE", exclusions: [east] });

/** Isolation that has held the turns 1, 2, … `count`. */
function holding(count: number): IsolationState<number> {
  let isolation = replacePolicy(fresh, quarantined);
  for (let turn = 1; turn <= count; turn++) isolation = holdTurn(isolation, turn);
  return isolation;
}

test("a fresh session is open and holds nothing", () => {
  expect(fresh).toEqual({
    level: "OPEN",
    exclusions: [],
    allowed: [],
    threshold: 0.8,
    quarantine: [],
    droppedCount: 0,
  });
});

test("a policy replaces level, lists and threshold whole, and releases nothing", () => {
  const before = holding(2);
  const after = replacePolicy(before, resolveIsolationPolicy({ level: "OPEN", threshold: 0.5 }));
  expect(after).toEqual({
    level: "OPEN",
    exclusions: [],
    allowed: [],
    threshold: 0.5,
    quarantine: [1, 2],
    droppedCount: 0,
  });
  expect(before).toEqual({ ...quarantined, quarantine: [1, 2], droppedCount: 0 });
});

test("a full quarantine drops its oldest turn for the next, and counts it", () => {
  expect(controlLimits.heldTurnCountMax).toBe(256);
  const full = holding(256);
  expect([full.quarantine.length, full.quarantine[0], full.droppedCount]).toEqual([256, 1, 0]);
  const over = holdTurn(full, 257);
  expect([over.quarantine.length, over.quarantine[0], over.droppedCount]).toEqual([256, 2, 1]);
  expect(full.quarantine[0]).toBe(1);
});

test("release gives the turns in the order they were held and empties the quarantine", () => {
  const { isolation, turns } = releaseHeld(holding(258));
  expect(turns).toEqual(Array.from({ length: 256 }, (_, i) => i + 3));
  expect(isolation).toEqual({ ...quarantined, quarantine: [], droppedCount: 2 });
  expect(releaseHeld(isolation).turns).toEqual([]);
});

test("a wipe forgets turns and count, and keeps the policy", () => {
  expect(wipeQuarantine(holding(300))).toEqual({
    ...quarantined,
    quarantine: [],
    droppedCount: 0,
  });
});

test("every turn that was held is released, dropped and counted, or still there", () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant("release")), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(steps, (taken) => {
      let isolation = replacePolicy(fresh, quarantined);
      let heldCount = 0;
      const released: number[] = [];
      for (const step of taken) {
        if (typeof step === "number") {
          for (let i = 0; i < step; i++) isolation = holdTurn(isolation, heldCount++);
        } else {
          const release = releaseHeld(isolation);
          isolation = release.isolation;
          released.push(...release.turns);
        }
        expect(isolation.quarantine.length).toBeLessThanOrEqual(controlLimits.heldTurnCountMax);
      }
      const kept = [...released, ...isolation.quarantine];
      expect(kept.length + isolation.droppedCount).toBe(heldCount);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
    }),
  );
});
