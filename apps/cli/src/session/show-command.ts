import type { AnswerOf } from "@semvec/client";
import { topKMax, toWire } from "@semvec/contract";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import { integerWithin } from "../options/parse-integer.js";
import {
  addServiceOptions,
  type ServiceOptions,
  serviceClient,
} from "../options/service-options.js";

interface ShowOptions extends ServiceOptions {
  readonly query?: string;
  readonly topK: number;
  readonly json?: true;
}

const topKDefault = 5;

/** `semvec session show` */
export function showCommand(io: CliIo): Command {
  const command = new Command("show")
    .summary("show a session's figures and its foremost memories")
    .description(
      "Shows a session's figures and the memories nearest to where the conversation stands, or " +
        "to --query. Changes nothing.",
    )
    .argument("<id>", "the session")
    .option("--query <text>", "rank the memories against this text")
    .option("--top-k <n>", "memories to show", integerWithin(1, topKMax), topKDefault)
    .option("--json", "print JSON")
    .action(async (id: string, options: ShowOptions) => {
      const client = serviceClient(io, options);
      const { query, topK, json } = options;
      const metrics = await client.metrics(id);
      const { memories } = await client.context(id, { query, topK });
      if (json) printJson(io, toWire({ metrics, memories }));
      else printLines(io, ...metricsLines(metrics), ...memories.map(memoryLine));
    });
  addServiceOptions(command);
  return addExamples(command, {
    line: 'semvec session show chat-1 --query "delivery address"',
    note: "What does this session know about the delivery address?",
  });
}

function metricsLines(metrics: AnswerOf<"sessionMetrics">): string[] {
  const { shortTerm, mediumTerm, longTerm } = metrics.tierCounts;
  const tiers = `${shortTerm} short-term, ${mediumTerm} medium-term, ${longTerm} long-term`;
  return [
    `session   ${metrics.sessionId}`,
    `phase     ${metrics.phase}`,
    `turns     ${metrics.interactionCount} (${metrics.unpairedTurns} without a response)`,
    `memories  ${metrics.totalMemories} (${tiers})`,
    `bytes     ${metrics.bytes}`,
  ];
}

function memoryLine({ relevance, text }: AnswerOf<"stateContext">["memories"][number]): string {
  return `  [${relevance.toFixed(2)}] ${text.replace(/\s+/g, " ")}`;
}
