// Does recall find the turns that answer questions about long conversations? See README.md.
import { parseArgs } from "node:util";
import { openTextEmbedder } from "./common/embed-texts.mjs";
import { runCommand, UsageError } from "./common/run-command.mjs";
import { evaluateRefits, evaluateSystems, heldOut, systems } from "./recall/evaluate.mjs";
import { readConversations } from "./recall/read-conversations.mjs";
import { writeRecallReport } from "./recall/write-report.mjs";

/** @typedef {import("./recall/read-conversations.mjs").Conversation} Conversation */

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    conversation: { type: "string" },
    "no-model": { type: "boolean", default: false },
    refit: { type: "boolean", default: false },
    report: { type: "string" },
  },
});

await runCommand(async () => {
  const conversations = choose(readConversations(options.data));
  const model = options["no-model"] ? undefined : await embedAll(conversations);
  const results = evaluateSystems(conversations, model);
  const refits = options.refit ? refitAll(conversations, model) : new Map();
  for (const [system, { measured }] of refits) results.set(heldOut(system), measured);
  const weights = refits.get(model === undefined ? systems.semvecLexical : systems.semvec)?.weights;
  const embedderId = model?.embedderId;
  return writeRecallReport({ command: commandLine(), conversations, results, weights, embedderId });
}, options.report);

/**
 * @param {readonly Conversation[]} conversations
 * @param {import("./recall/evaluate.mjs").Model | undefined} model
 */
function refitAll(conversations, model) {
  const refits = new Map([[systems.semvecLexical, evaluateRefits(conversations, undefined)]]);
  if (model !== undefined) refits.set(systems.semvec, evaluateRefits(conversations, model));
  return refits;
}

/** What was run, without the paths of this machine. */
function commandLine() {
  const { conversation } = options;
  const flags = [
    ...(options["no-model"] ? ["--no-model"] : []),
    ...(options.refit ? ["--refit"] : []),
    ...(conversation === undefined ? [] : [`--conversation ${conversation}`]),
  ];
  return ["recall.mjs", ...flags].join(" ");
}

/** @param {Conversation[]} conversations */
function choose(conversations) {
  if (options.conversation === undefined) return conversations;
  const chosen = conversations[Number(options.conversation)];
  if (chosen === undefined || options.refit) {
    const last = conversations.length - 1;
    throw new UsageError(`--conversation takes 0 to ${last}, and stands without --refit`);
  }
  return [chosen];
}

/** @param {readonly Conversation[]} conversations */
async function embedAll(conversations) {
  const embedder = await openTextEmbedder();
  try {
    const texts = conversations.flatMap(({ turns, questions }) => {
      return [...turns, ...questions].map(({ text }) => text);
    });
    return { embedderId: embedder.id, vectors: await embedder.embed("texts embedded", texts) };
  } finally {
    await embedder.close();
  }
}
