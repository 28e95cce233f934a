import { text } from "node:stream/consumers";
import type { CliIo } from "../cli-io.js";
import { UsageError } from "../errors.js";

/**
 * The token that an argument names: itself, `-` for stdin, or SEMVEC_LICENSE_KEY without one.
 * Stdin and the environment keep a token out of the process list.
 *
 * @throws UsageError when there is none
 */
export async function readToken(io: CliIo, argument: string | undefined): Promise<string> {
  const token = argument === "-" ? (await text(io.stdin)).trim() : argument;
  const found = token ?? io.env["SEMVEC_LICENSE_KEY"];
  if (found !== undefined && found !== "") return found;
  throw new UsageError("no token: give one, `-` for stdin, or set SEMVEC_LICENSE_KEY");
}
