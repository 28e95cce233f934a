import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface SimulationOptions {
  readonly from: number;
  readonly seeds: number;
  /** Prints every event. */
  readonly trace: boolean;
  /** Plants bugs instead of looking for them. */
  readonly mutations: boolean;
}

/** @throws RangeError, TypeError for arguments that make no sense */
export function readOptions(args: readonly string[]): SimulationOptions {
  const { values } = parseArgs({
    // pnpm hands its own separator on.
    args: args.filter((arg) => arg !== "--"),
    options: {
      from: { type: "string", default: "1" },
      seeds: { type: "string" },
      seed: { type: "string" },
      trace: { type: "boolean", default: false },
      mutations: { type: "boolean", default: false },
    },
  });
  const { seed, trace, mutations } = values;
  const defaultSeeds = mutations ? "2000" : "1000";
  if (seed !== undefined) return { from: count("seed", seed), seeds: 1, trace, mutations };
  const seeds = count("seeds", values.seeds ?? defaultSeeds);
  return { from: count("from", values.from), seeds, trace, mutations };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} needs a count`);
  return value;
}
