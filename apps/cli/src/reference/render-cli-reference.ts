import type { Argument, Command, Option } from "commander";
import { examplesOf } from "../options/examples.js";

/**
 * The reference of a command and all below it, as Markdown: what each does, its arguments, its
 * options, its examples. Made from the same objects that parse, so it cannot fall behind.
 *
 * @example
 * ```ts
 * await writeFile("cli.md", renderCliReference(createProgram(process)));
 * ```
 */
export function renderCliReference(program: Command): string {
  const blocks = [`# The ${program.name()} command`, ...commandBlocks(program, program.name())];
  for (const [command, path] of leaves(program, program.name())) {
    blocks.push(`## ${path}`, ...commandBlocks(command, path));
  }
  return `${blocks.join("\n\n")}\n`;
}

/** The commands that do something, each with its full name, in the order of the help. */
function* leaves(parent: Command, path: string): Generator<[Command, string]> {
  for (const command of parent.commands) {
    const name = `${path} ${command.name()}`;
    if (command.commands.length > 0) yield* leaves(command, name);
    else yield [command, name];
  }
}

function commandBlocks(command: Command, path: string): string[] {
  const examples = examplesOf(command).map(({ line, note }) => `# ${note}\n${line}`);
  return [
    command.description(),
    fenced(`${path} ${command.usage()}`),
    table("argument", command.registeredArguments.map(argumentRow)),
    table("option", command.options.map(optionRow)),
    ...(examples.length > 0 ? [fenced(examples.join("\n\n"))] : []),
  ].filter((block) => block !== "");
}

type Row = readonly [string, string, string];

function table(what: string, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const lines = [[what, "meaning", "default"], ["---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

function argumentRow(argument: Argument): Row {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return [code(name), ...meaning(argument.description)];
}

function optionRow(option: Option): Row {
  const [text, fallback] = meaning(option.description);
  const choices = option.argChoices?.map(code).join(", ");
  const shown = option.defaultValueDescription ?? option.defaultValue;
  const given = shown === undefined ? fallback : code(String(shown));
  const needed = option.mandatory && shown === undefined ? "required" : given;
  return [code(option.flags), choices === undefined ? text : `${text}: ${choices}`, needed];
}

/** A description whose last words are `(default: …)` gives them to the default's own column. */
function meaning(description: string): readonly [string, string] {
  const match = /^(.*) \(default: (.*)\)$/.exec(description);
  return match === null ? [description, ""] : [match[1] ?? "", match[2] ?? ""];
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}
