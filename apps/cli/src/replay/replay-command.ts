import { tokenBudgetMax, tokenBudgetMin, topKMax, toWire, turnsPerCallMax } from "@semvec/contract";
import { Command } from "commander";
import { type CliIo, printJson, printLines, printNote } from "../cli-io.js";
import { readConversation } from "../conversation/read-conversation.js";
import { UsageError } from "../errors.js";
import { collect } from "../options/collect.js";
import { addExamples } from "../options/examples.js";
import { integerWithin } from "../options/parse-integer.js";
import { type ServiceOptions, serviceClient } from "../options/service-options.js";
import { startProgress } from "./progress.js";
import { ask, askWithEvidence, storeConversation } from "./replay.js";
import { replayReport, reportLines } from "./replay-report.js";
import type { ReplayTarget } from "./replay-target.js";
import { ServiceTarget } from "./service-target.js";

/** Turns stored with one call, unless `--batch` says otherwise. */
export const batchTurnsDefault = 64;

interface ReplayOptions extends ServiceOptions {
  readonly ask?: readonly string[];
  readonly topK?: number;
  readonly tokenBudget?: number;
  readonly session?: string;
  readonly batch: number;
  readonly conversation: number;
  readonly questions?: number;
  readonly json?: true;
}

/** `semvec replay` */
export function replayCommand(io: CliIo): Command {
  const command = new Command("replay")
    .summary("store a conversation from a file, and ask what it remembers")
    .description(
      "Stores the turns of a conversation file in a session: in this process with the bundled " +
        "embedder, or with --url in a running service. Then prints the context for each " +
        "question.\n\n" +
        "Formats, by the file's name: .jsonl with one {role or speaker, text, timestamp?} a " +
        "line; .json with an array of these, or LoCoMo's conversations; anything else with lines " +
        "of `Name: text`. A timestamp is Unix seconds or ISO 8601. Roles: `user`, `assistant`.",
    )
    .argument("<file>", "the conversation")
    .option("--ask <question>", "print the context for a question; may be repeated", collect)
    .option("--top-k <n>", "memories to recall (default: 5)", integerWithin(1, topKMax))
    .option(
      "--token-budget <n>",
      "longest context, in tokens (default: 350)",
      integerWithin(tokenBudgetMin, tokenBudgetMax),
    )
    .option("--session <id>", "id of the session (default: a new one)")
    .option(
      "--batch <n>",
      "turns stored with one call",
      integerWithin(1, turnsPerCallMax),
      batchTurnsDefault,
    )
    .option("--url <url>", "replay into this running service")
    .option("--token <token>", "licence token (default: SEMVEC_LICENSE_KEY)")
    .option("--conversation <index>", "LoCoMo: which conversation", integerWithin(0, 1e6), 0)
    .option(
      "--questions <n>",
      "LoCoMo: ask the first n questions and look for their evidence",
      integerWithin(1, 1e6),
    )
    .option("--json", "print JSON")
    .action((file: string, options: ReplayOptions) => replay(io, file, options));
  return addExamples(
    command,
    {
      line: 'semvec replay examples/support-conversation.jsonl --ask "What was the refund?"',
      note: "In this process: no server needed",
    },
    {
      line: "semvec replay chat.txt --url http://127.0.0.1:8080 --session chat-1",
      note: "Into a running service",
    },
    {
      line: "semvec replay conversations.json --conversation 2 --questions 50 --json",
      note: "How much evidence comes back on a conversation of LoCoMo",
    },
  );
}

async function replay(io: CliIo, file: string, options: ReplayOptions): Promise<void> {
  const { topK, tokenBudget, questions } = options;
  const conversation = await readConversation(file, options.conversation);
  if (questions !== undefined && conversation.questions.length === 0) {
    throw new UsageError(`${file} has no questions with evidence; --questions is for LoCoMo`);
  }
  const target = await openTarget(io, options);
  try {
    printNote(io, `replaying ${file} (${target.description})`);
    const turns = await storeConversation(conversation, target, {
      batchTurns: options.batch,
      progress: (total) => startProgress(io, "storing", total),
    });
    const bounds = { topK, tokenBudget };
    const answers = await ask(target, options.ask ?? [], bounds);
    const asked = conversation.questions.slice(0, questions ?? 0);
    const evidence = await askWithEvidence(target, asked, bounds);
    const report = replayReport({ sessionId: target.sessionId, turns }, answers, evidence);
    if (options.json) printJson(io, toWire(report));
    else printLines(io, ...reportLines(report));
  } finally {
    await target.close();
  }
}

async function openTarget(io: CliIo, options: ReplayOptions): Promise<ReplayTarget> {
  const { url, session } = options;
  if (url !== undefined) return ServiceTarget.open(serviceClient(io, options), url, session);
  // Loaded late: the model's runtime is large, and only this path needs it.
  const { InProcessTarget } = await import("./in-process-target.js");
  return InProcessTarget.open(session);
}
