import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mutations } from "./mutation-list.js";

/** How a planted bug was found, if it was. */
export interface Catch {
  readonly name: string;
  readonly caught?: {
    readonly seed: number;
    /** Rules that the seed broke. */
    readonly checkers: readonly string[];
    readonly message: string;
  };
}

const mutant = fileURLToPath(new URL("mutant.js", import.meta.url));
const execute = promisify(execFile);

/**
 * Plants each bug in a process of its own and runs seeds until one of them notices.
 *
 * @param seedsMax - seeds that each bug gets
 */
export async function* catchMutations(seedsMax: number): AsyncGenerator<Catch> {
  for (const { name } of mutations) {
    const { stdout } = await execute(process.execPath, [mutant, name, "1", String(seedsMax)]);
    yield stdout === "" ? { name } : { name, caught: JSON.parse(stdout) };
  }
}
