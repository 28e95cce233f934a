import { describe, expect, test } from "@jest/globals";
import { dayNumber } from "./calendar.js";
import { dateFit, dayIntervalsMax, questionDates } from "./question-dates.js";

const on = (year: number, month: number, day: number) => {
  const date = dayNumber(year, month - 1, day);
  return { first: date, last: date };
};
const inMonth = (year: number, month: number) => ({
  first: dayNumber(year, month - 1, 1),
  last: dayNumber(year, month, 0),
});
const inYear = (year: number) => ({ first: dayNumber(year, 0, 1), last: dayNumber(year, 11, 31) });

describe("questionDates", () => {
  test.each([
    ["what happened on 8 may 2023?", [on(2023, 5, 8)]],
    ["what happened on may 8, 2023?", [on(2023, 5, 8)]],
    ["what happened on the 8th of may, 2023?", [on(2023, 5, 8)]],
    ["what happened in june 2023?", [inMonth(2023, 6)]],
    ["in june of 2023?", [inMonth(2023, 6)]],
    ["from may 2022 to june 2023?", [inMonth(2022, 5), inMonth(2023, 6)]],
    ["in june and july 2023?", [inMonth(2023, 6), inMonth(2023, 7)]],
    ["what happened in 2021?", [inYear(2021)]],
    ["january 0?", [inMonth(2022, 1), inMonth(2023, 1)]],
    ["what happened in december?", [inMonth(2022, 12), inMonth(2023, 12)]],
    ["which boat?", []],
    ["room 2119 or 12023?", []],
  ])("%s", (question, intervals) => {
    expect(questionDates(question, [2023, 2022])).toEqual(intervals);
  });

  test.each([
    ["may i sail?", 0],
    ["they march on", 0],
    ["since march", 1],
    ["may 8", 1],
    ["8th may", 1],
    ["may of that year", 1],
    ["early may", 1],
  ])("%j holds %i dates: may and march are also words", (question, count) => {
    expect(questionDates(question, [2023])).toHaveLength(count);
  });

  test("reads at most so many intervals", () => {
    const question = "in june ".repeat(dayIntervalsMax);
    expect(questionDates(question, [2023])).toHaveLength(dayIntervalsMax);
    expect(questionDates(`${question} in june`, [2023])).toHaveLength(dayIntervalsMax);
    expect(questionDates("2023 ".repeat(dayIntervalsMax + 1), [])).toHaveLength(dayIntervalsMax);
  });
});

describe("dateFit", () => {
  const { first, last } = inMonth(2023, 6);

  test("is 1 from the evening before to the last day, 0 earlier", () => {
    const intervals = [{ first, last }];
    expect(dateFit(first - 2, intervals)).toBe(0);
    expect(dateFit(first - 1, intervals)).toBe(1);
    expect(dateFit(last, intervals)).toBe(1);
  });

  test("decays by e in ten days after it", () => {
    expect(dateFit(last + 10, [{ first, last }])).toBeCloseTo(Math.exp(-1), 15);
  });

  test("takes the best of several dates", () => {
    expect(dateFit(last + 10, [{ first, last }, on(2023, 7, 10)])).toBe(1);
  });

  test("is 0 for a day that is not known", () => {
    expect(dateFit(Number.NaN, [{ first, last }])).toBe(0);
  });
});
