import { InvalidArgumentError } from "commander";

const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * Reads a length of time: a whole number and `s`, `m`, `h` or `d`.
 *
 * @returns seconds
 * @throws InvalidArgumentError
 *
 * @example
 * ```ts
 * parseDurationSeconds("12h"); // 43200
 * ```
 */
export function parseDurationSeconds(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  if (match === null) throw new InvalidArgumentError("Give a time such as 30m, 12h or 7d.");
  const [, count, unit] = match;
  return Number(count) * secondsPerUnit[unit as keyof typeof secondsPerUnit];
}
