import { InvalidArgumentError } from "@semvec/core";
import { coordinationLimits } from "../limits.js";

/** @throws InvalidArgumentError for a name that is blank or too long */
export function checkName(name: string): void {
  const { nameLengthMax } = coordinationLimits;
  if (name.trim() !== "" && name.length <= nameLengthMax) return;
  throw new InvalidArgumentError(`a name has 1 to ${nameLengthMax} characters and is not blank`);
}

/** @throws InvalidArgumentError for a number out of bounds */
export function checkWithin(what: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new InvalidArgumentError(`${what} must be a number from ${least} to ${most}`);
}
