import { InvalidArgumentError } from "commander";

/**
 * A parser of whole numbers from `least` to `most`, for an option.
 *
 * @throws InvalidArgumentError from the parser
 */
export function integerWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}
