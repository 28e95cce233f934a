import { describe, expect, test } from "@jest/globals";
import { OrderGate } from "./order-gate.js";
import { driftOf } from "./testing/sample-events.js";

const limits = { holdBackMax: 3, refusedMax: 4 };

describe("OrderGate", () => {
  test("holds later events of the same source back, and no others", () => {
    const gate = new OrderGate(limits);
    gate.refuse(driftOf("c1", 5));
    expect(gate.holdsBack(driftOf("c1", 6))).toBe(true);
    expect(gate.holdsBack(driftOf("c1", 5, { sourceIndex: 1 }))).toBe(true);
    expect(gate.holdsBack(driftOf("c1", 5))).toBe(false);
    expect(gate.holdsBack(driftOf("c1", 4))).toBe(false);
    expect(gate.holdsBack(driftOf("c2", 6))).toBe(false);
    expect(gate.holdsBack(driftOf("c1", 6, { tenant: "u" }))).toBe(false);
  });

  test("lets them pass in order when the earlier one is taken", () => {
    const gate = new OrderGate(limits);
    gate.refuse(driftOf("c1", 1));
    expect(gate.holdsBack(driftOf("c1", 2))).toBe(true);
    gate.take(driftOf("c1", 1));
    expect(gate.holdsBack(driftOf("c1", 3))).toBe(true);
    expect(gate.holdsBack(driftOf("c1", 2))).toBe(false);
    gate.take(driftOf("c1", 2));
    expect(gate.holdsBack(driftOf("c1", 3))).toBe(false);
    expect(gate.overtaken).toBe(0);
  });

  test("an event waits holdBackMax times for one that stays away, then passes, counted", () => {
    const gate = new OrderGate(limits);
    gate.refuse(driftOf("c1", 1));
    const asked = Array.from({ length: 4 }, () => gate.holdsBack(driftOf("c1", 2)));
    expect(asked).toEqual([true, true, true, false]);
    gate.take(driftOf("c1", 2));
    expect(gate.overtaken).toBe(1);
    expect(gate.holdsBack(driftOf("c1", 3))).toBe(false);
  });

  test("the wait begins anew when the earlier one is seen", () => {
    const gate = new OrderGate(limits);
    gate.refuse(driftOf("c1", 1));
    for (let i = 0; i < 3; i++) gate.holdsBack(driftOf("c1", 2));
    gate.refuse(driftOf("c1", 1));
    expect(gate.holdsBack(driftOf("c1", 2))).toBe(true);
  });

  test("remembers refusedMax events; one more makes it forget the source it knew first", () => {
    const gate = new OrderGate(limits);
    for (const source of ["c1", "c2", "c3", "c4"]) gate.refuse(driftOf(source, 1));
    expect(gate.overtaken).toBe(0);
    gate.refuse(driftOf("c5", 1));
    expect(gate.holdsBack(driftOf("c2", 2))).toBe(true);
    expect(gate.holdsBack(driftOf("c1", 2))).toBe(false);
    expect(gate.overtaken).toBeGreaterThan(0);
  });
});
