import { expect, test } from "@jest/globals";
import { toTurns } from "./to-turns.js";

const user = (text: string, timestampMs?: number) => said("user", text, timestampMs);
const assistant = (text: string, timestampMs?: number) => said("assistant", text, timestampMs);

function said(speaker: string, text: string, timestampMs?: number) {
  return { speaker, text, ...(timestampMs !== undefined && { timestampMs }) };
}

test("an answer belongs to the message right before it, and to its time", () => {
  expect(toTurns([user("a", 1), assistant("b", 2), user("c", 3)])).toEqual([
    { message: "a", response: "b", timestampMs: 1 },
    { message: "c", timestampMs: 3 },
  ]);
});

test("two messages, two answers: one pair, and the others alone", () => {
  expect(toTurns([user("a"), user("b"), assistant("c"), assistant("d", 4)])).toEqual([
    { message: "a" },
    { message: "b", response: "c" },
    { response: "d", timestampMs: 4 },
  ]);
});

test("people with names are not paired, and keep their names", () => {
  expect(toTurns([said("Ana", "a"), said("Bo", "b"), assistant("c")])).toEqual([
    { message: "Ana: a" },
    { message: "Bo: b" },
    { response: "c" },
  ]);
});
