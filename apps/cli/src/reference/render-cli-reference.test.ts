import { expect, test } from "@jest/globals";
import { Command, Option } from "commander";
import { addExamples } from "../options/examples.js";
import { createProgram } from "../program.js";
import { renderCliReference } from "./render-cli-reference.js";

test("a command as Markdown", () => {
  const greet = new Command("greet")
    .description("Greets somebody.")
    .argument("<name>", "whom")
    .argument("[more]", "and whom else (default: nobody)")
    .requiredOption("--tone <tone>", "how a|b")
    .addOption(new Option("--as <role>", "who").choices(["me", "us"]).default("me"))
    .option("--times <n>", "how often (default: once)");
  addExamples(greet, { line: "hi greet Ana --tone kind", note: "Be nice" });
  const group = new Command("group").addCommand(new Command("deep").description("Deep down."));
  const program = new Command("hi").description("Says hi.");
  program.addCommand(greet).addCommand(group);
  expect(renderCliReference(program)).toBe(`# The hi command

Says hi.

\`\`\`sh
hi [options] [command]
\`\`\`

## hi greet

Greets somebody.

\`\`\`sh
hi greet [options] <name> [more]
\`\`\`

| argument | meaning | default |
| --- | --- | --- |
| \`<name>\` | whom |  |
| \`[more]\` | and whom else | nobody |

| option | meaning | default |
| --- | --- | --- |
| \`--tone <tone>\` | how a\\|b | required |
| \`--as <role>\` | who: \`me\`, \`us\` | \`me\` |
| \`--times <n>\` | how often | once |

\`\`\`sh
# Be nice
hi greet Ana --tone kind
\`\`\`

## hi group deep

Deep down.

\`\`\`sh
hi group deep [options]
\`\`\`
`);
});

test("every command of semvec has a description and an example", () => {
  const sections = renderCliReference(createProgram(process)).split("\n## ").slice(1);
  expect(sections.length).toBeGreaterThanOrEqual(9);
  for (const section of sections) {
    const [name = "", , description = ""] = section.split("\n");
    expect(description).toMatch(/\.$/);
    expect(section).toMatch(new RegExp(`^# .*\\n(.*\\$\\()?${name}`, "m"));
  }
});
