import { type Command, CommanderError } from "commander";
import { type CliIo, printNote } from "./cli-io.js";
import { CliError, type ExitCode, exitCodes } from "./errors.js";
import { failureLine } from "./failure-line.js";
import { createProgram } from "./program.js";

/**
 * Runs the `semvec` command.
 *
 * @param args - without the names of Node and the script
 * @returns the exit code; everything that goes wrong ends as one line on stderr
 *
 * @example
 * ```ts
 * process.exitCode = await runCli(process.argv.slice(2), process);
 * ```
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const program = createProgram(io);
  for (const command of [program, ...descendants(program)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageLine(text)),
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExitCode(error);
    printNote(io, failureLine(error));
    if (io.env["SEMVEC_DEBUG"] && error instanceof Error) printNote(io, error.stack ?? "");
    return error instanceof CliError ? error.exitCode : exitCodes.failure;
  }
}

function* descendants(command: Command): Generator<Command> {
  for (const child of command.commands) {
    yield child;
    yield* descendants(child);
  }
}

/** Asking for help or the version is no error; everything else commander throws is one of usage. */
function commanderExitCode({ exitCode }: CommanderError): ExitCode {
  return exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}

/** What commander says in two lines, such as a name that was perhaps meant, in one. */
function usageLine(text: string): string {
  const line = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
  return `semvec: ${line} (try --help)\n`;
}
