import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseTurnPrefix } from "./turn-prefix.js";

const may8Ms = Date.parse("2023-05-08T00:00:00Z");

describe("parseTurnPrefix", () => {
  test("takes off date and speaker", () => {
    expect(parseTurnPrefix("[8 May 2023] Ana: I sailed.")).toEqual({
      timeMs: may8Ms,
      speaker: "Ana",
      text: "Ana: I sailed.",
      body: "I sailed.",
    });
  });

  test("takes off either alone", () => {
    expect(parseTurnPrefix("[2023-05-08]I sailed.")).toEqual({
      timeMs: may8Ms,
      text: "I sailed.",
      body: "I sailed.",
    });
    expect(parseTurnPrefix("Jean-Luc O'Neil: hi")).toEqual({
      speaker: "Jean-Luc O'Neil",
      text: "Jean-Luc O'Neil: hi",
      body: "hi",
    });
  });

  test.each([
    "[laughs] Ana: I sailed.",
    "I sailed: it was fun",
    "One Two Three Four: five",
    "Ana:no space",
    "",
  ])("leaves %j as it is", (turn) => {
    expect(parseTurnPrefix(turn)).toEqual({ text: turn, body: turn });
  });

  test("only ever takes from the front", () => {
    fc.assert(
      fc.property(fc.string(), (turn) => {
        const { text, body } = parseTurnPrefix(turn);
        expect(turn.endsWith(text)).toBe(true);
        expect(text.endsWith(body)).toBe(true);
      }),
    );
  });

  test.each(["[", "A", "A ", "[8 May 2023", "[1:", "A-"])("100 000 × %j is no trouble", (piece) => {
    const turn = piece.repeat(100_000);
    expect(parseTurnPrefix(turn).body).toBe(turn);
  });
});
