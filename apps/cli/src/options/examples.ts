import type { Command } from "commander";

/** A command line and what it does. */
export interface CommandExample {
  readonly line: string;
  readonly note: string;
}

const examplesByCommand = new WeakMap<Command, readonly CommandExample[]>();

/** Adds examples to a command: its `--help` ends with them, and the reference shows them. */
export function addExamples(command: Command, ...examples: readonly CommandExample[]): Command {
  examplesByCommand.set(command, examples);
  const lines = examples.map(({ line, note }) => `  # ${note}\n  $ ${line}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** The examples of a command. */
export function examplesOf(command: Command): readonly CommandExample[] {
  return examplesByCommand.get(command) ?? [];
}
