import { UsageError } from "../errors.js";
import type { Utterance } from "./conversation.js";
import { type JsonFields, readFields, readText } from "./read-fields.js";

/** One JSON object a line. @throws UsageError naming the line */
export function parseJsonLines(text: string): Utterance[] {
  return text.split("\n").flatMap((line, index) => {
    const place = `line ${index + 1}`;
    return line.trim() === "" ? [] : [readUtterance(parseJson(line, place), place)];
  });
}

/** An array of turns, or an object that has one as `turns`. @throws UsageError naming the turn */
export function readJsonTurns(value: unknown): Utterance[] {
  const list = Array.isArray(value) ? value : readFields(value, "the file")["turns"];
  if (!Array.isArray(list)) {
    throw new UsageError('the file holds neither an array of turns nor {"turns": [...]}');
  }
  return list.map((turn: unknown, index) => readUtterance(turn, `turn ${index + 1}`));
}

/** @throws UsageError */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${place}: not JSON`, { cause });
  }
}

/** Reads `{role | speaker, text, timestamp?}`. */
function readUtterance(value: unknown, place: string): Utterance {
  const fields = readFields(value, place);
  const speaker = readText(fields["speaker"] ?? fields["role"], `${place}, role or speaker`);
  const text = readText(fields["text"], `${place}, text`);
  return { speaker, text, ...readTimestamp(fields, place) };
}

/** Unix seconds, or a date and time as ISO 8601 has them. */
function readTimestamp(fields: JsonFields, place: string): Pick<Utterance, "timestampMs"> {
  const { timestamp } = fields;
  if (timestamp === undefined || timestamp === null) return {};
  const timestampMs =
    typeof timestamp === "number" ? timestamp * 1000 : parseIsoTime(String(timestamp));
  if (Number.isFinite(timestampMs)) return { timestampMs };
  throw new UsageError(`${place}, timestamp: expected Unix seconds or an ISO 8601 date and time`);
}

/** UTC unless an offset is written, so that a file means the same on every machine. */
function parseIsoTime(text: string): number {
  const match = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (match === null) return Number.NaN;
  const [, time, , , offset] = match;
  return Date.parse(time === undefined || offset !== undefined ? text : `${text}Z`);
}
