import { InvalidArgumentError } from "../errors.js";

/** @throws InvalidArgumentError when it is no cosine */
export function checkThreshold(threshold: number): void {
  if (threshold >= -1 && threshold <= 1) return;
  throw new InvalidArgumentError("a threshold must be a number from -1 to 1");
}
