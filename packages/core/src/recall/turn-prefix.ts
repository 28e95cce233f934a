import { parseDateStamp } from "./date-stamp.js";

/** What stood before the words of a turn, and the words themselves. */
export interface TurnPrefix {
  /** When it was said, in milliseconds since the epoch; midnight UTC when no time was written. */
  readonly timeMs?: number;
  /**
   * A name before a colon. Only a candidate: "Note: …" looks the same. Take it for a speaker once
   * it opens at least two turns of the session.
   */
  readonly speaker?: string;
  /** The turn without the date; still with `speaker: ` when there is a candidate. */
  readonly text: string;
  /** The turn without date and speaker. */
  readonly body: string;
}

const bracketed = /^\[([^\]]{6,40})\]\s*/;
/** One to three capitalised words and a colon. */
const nameAndColon = /^([\p{Lu}][\p{L}'-]{0,39}(?: [\p{Lu}][\p{L}'-]{0,39}){0,2}): /u;

/**
 * Takes a `[date] speaker: ` prefix off a turn, as far as there is one. A bracket that is not a
 * date stays.
 *
 * @example
 * ```ts
 * parseTurnPrefix("[8 May 2023] Ana: I sailed.");
 * // { timeMs: 1683504000000, speaker: "Ana", text: "Ana: I sailed.", body: "I sailed." }
 * ```
 */
export function parseTurnPrefix(turn: string): TurnPrefix {
  const bracket = bracketed.exec(turn);
  const timeMs = bracket === null ? undefined : parseDateStamp(bracket[1] ?? "");
  const text = bracket === null || timeMs === undefined ? turn : turn.slice(bracket[0].length);
  const name = nameAndColon.exec(text);
  return {
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(name?.[1] === undefined ? {} : { speaker: name[1] }),
    text,
    body: name === null ? text : text.slice(name[0].length),
  };
}
