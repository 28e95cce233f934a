import { createInterface } from "node:readline/promises";
import { type CliIo, printNote } from "../cli-io.js";
import { FailureError } from "../errors.js";

/**
 * Says what cannot be undone, and goes on only when the person at the terminal agrees.
 *
 * @param consent - `--yes` was given: nobody is asked
 * @throws FailureError when the answer is not yes, or there is nobody to ask
 */
export async function confirm(io: CliIo, consequence: string, consent: boolean): Promise<void> {
  printNote(io, consequence);
  if (consent) return;
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new FailureError("nothing was changed: there is nobody to ask, agree with --yes");
  }
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await prompt.question("Go on? [y/N] ");
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    prompt.close();
  }
  throw new FailureError("nothing was changed");
}
