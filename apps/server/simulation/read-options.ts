import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface SimulationOptions {
  readonly from: number;
  readonly seeds: number;
  /** Prints every event. */
  readonly trace: boolean;
  /** Plants bugs instead of looking for them. */
  readonly mutations: boolean;
  /** Prints {@link usage} and does nothing. */
  readonly help: boolean;
}

export const usage = `pnpm simulate -- [options]

  --seeds N     how many seeds. Default 1000; with --mutations, most that each bug gets: 2000
  --from N      the first seed. Default 1
  --seed N      one seed alone
  --trace       print every event
  --mutations   plant each known bug and look for the seed that catches it
  --help        print this

Exit status: 0 when no rule broke (with --mutations: every bug was caught), else 1.`;

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
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { seed, trace, mutations, help } = values;
  const flags = { trace, mutations, help };
  const defaultSeeds = mutations ? "2000" : "1000";
  if (seed !== undefined) return { from: count("seed", seed), seeds: 1, ...flags };
  const seeds = count("seeds", values.seeds ?? defaultSeeds);
  return { from: count("from", values.from), seeds, ...flags };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`--${name} needs a count`);
  return value;
}
