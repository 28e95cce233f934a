import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { noSpeaker } from "./speaker-names.js";
import { noSlot, UnitSequence, windowReach } from "./unit-sequence.js";

interface ModelUnit {
  readonly slot: number;
  readonly length: number;
  readonly sitting: number;
  readonly speaker: number;
  readonly isTalk: boolean;
}

function belongTogether(one: ModelUnit | undefined, other: ModelUnit): boolean {
  if (one === undefined || one.sitting !== other.sitting) return false;
  const areTurns = one.isTalk && other.isTalk;
  const isDialogue = one.speaker !== other.speaker && ![one, other].some(isUnspoken);
  return areTurns || isDialogue;
}

const isUnspoken = ({ speaker }: ModelUnit): boolean => speaker === noSpeaker;

/** What the sequence should say, worked out from scratch for a list of units in order. */
function measure(units: readonly ModelUnit[]) {
  const together = (from: number, to: number): boolean => {
    if (to < 0 || to >= units.length) return false;
    const run = units.slice(Math.min(from, to), Math.max(from, to) + 1);
    return run.every((unit, i) => i === 0 || belongTogether(run[i - 1], unit));
  };
  return units.map((unit, position) => {
    const neighbour = (distance: number): ModelUnit | undefined =>
      together(position, position + distance) ? units[position + distance] : undefined;
    const length = (distance: number): number => neighbour(distance)?.length ?? 0;
    const reached = Array.from(
      { length: windowReach.before + windowReach.after + 1 },
      (_, i) => i - windowReach.before,
    );
    return {
      slot: unit.slot,
      previous: neighbour(-1)?.slot ?? noSlot,
      next: neighbour(1)?.slot ?? noSlot,
      pair: unit.length + length(-1),
      window: sum(reached.map(length)),
      sitting: units
        .filter(({ sitting }) => sitting === unit.sitting)
        .reduce((sum, other) => sum + other.length, 0),
    };
  });
}

function read(sequence: UnitSequence): ReturnType<typeof measure> {
  return Array.from(sequence.order, (slot) => ({
    slot,
    previous: sequence.previous[slot] as number,
    next: sequence.next[slot] as number,
    pair: sequence.pairLengths[slot] as number,
    window: sequence.windowLengths[slot] as number,
    sitting: sequence.sittingLengths[sequence.sittings[slot] as number] as number,
  }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const turn = (length: number, sitting: number) => {
  return { length, sitting, speaker: 0, isTalk: true };
};

describe("UnitSequence", () => {
  test("keeps insertion order whatever the slots", () => {
    const sequence = new UnitSequence();
    for (const slot of [5, 0, 9]) sequence.insert(slot, turn(1, 1));
    expect([...sequence.order]).toEqual([5, 0, 9]);
    sequence.remove(0);
    sequence.insert(0, turn(1, 1));
    expect([...sequence.order]).toEqual([5, 9, 0]);
    expect(sequence.has(0)).toBe(true);
    expect(sequence.has(1)).toBe(false);
  });

  test("makes units neighbours when what stood between them goes", () => {
    const sequence = new UnitSequence();
    sequence.insert(0, turn(1, 1));
    sequence.insert(1, turn(10, 2));
    sequence.insert(2, turn(100, 1));
    expect(sequence.next[0]).toBe(noSlot);
    sequence.remove(1);
    expect(sequence.next[0]).toBe(2);
    expect(sequence.pairLengths[2]).toBe(101);
    expect(sequence.sittingCount).toBe(1);
  });

  test.each([
    ["by nobody", noSpeaker, [1, 10, 100]],
    ["by the same speaker", 0, [1, 10, 100]],
    ["by another speaker", 1, [111, 111, 111]],
  ])("a document %s between two turns", (_, speaker, windows) => {
    const sequence = new UnitSequence();
    sequence.insert(0, turn(1, 1));
    sequence.insert(1, { length: 10, sitting: 1, speaker, isTalk: false });
    sequence.insert(2, turn(100, 1));
    expect([...sequence.windowLengths.subarray(0, 3)]).toEqual(windows);
    sequence.remove(1);
    expect(sequence.previous[2]).toBe(0);
  });

  test("agrees with a count from scratch after any additions and removals", () => {
    const change = fc.record({
      slot: fc.nat({ max: 15 }),
      length: fc.nat({ max: 20 }),
      sitting: fc.integer({ min: 1, max: 3 }),
      speaker: fc.constantFrom(0, 1, noSpeaker),
      // Mostly turns, so that windows fill.
      isTalk: fc.nat({ max: 9 }).map((digit) => digit > 0),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        const sequence = new UnitSequence();
        let units: ModelUnit[] = [];
        for (const unit of changes) {
          if (sequence.has(unit.slot)) {
            sequence.remove(unit.slot);
            units = units.filter(({ slot }) => slot !== unit.slot);
          } else {
            sequence.insert(unit.slot, unit);
            units.push(unit);
          }
        }
        const expected = measure(units);
        expect(read(sequence)).toEqual(expected);
        expect(sequence.size).toBe(units.length);
        expect(sequence.sittingCount).toBe(new Set(units.map((unit) => unit.sitting)).size);
        expect(sequence.totalLength).toBe(sum(units.map((unit) => unit.length)));
        expect(sequence.totalPairLength).toBe(sum(expected.map((unit) => unit.pair)));
        expect(sequence.totalWindowLength).toBe(sum(expected.map((unit) => unit.window)));
      }),
    );
  });
});
