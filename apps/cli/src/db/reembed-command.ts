import { toWire } from "@semvec/contract";
import { entityMachine } from "@semvec/coordination";
import { SessionConflictError } from "@semvec/core";
import { openEmbedder } from "@semvec/embedders";
import { EntityHost } from "@semvec/persistence";
import { Command } from "commander";
import { type CliIo, printJson, printLines } from "../cli-io.js";
import { FailureError, UsageError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { changeLogs } from "./change-logs.js";
import {
  addDatabaseOption,
  type DatabaseOptions,
  databaseConfig,
  shownUrl,
  withStore,
} from "./database-options.js";
import { isDamage } from "./is-damage.js";
import { addSelectionOptions, checkSelection, type LogSelection } from "./log-selection.js";
import { type Reembedding, reembedSession } from "./reembed-session.js";

interface ReembedOptions extends DatabaseOptions, LogSelection {
  readonly embedder?: string;
  readonly yes?: true;
  readonly json?: true;
}

interface Report {
  reembedded: number;
  texts: number;
  /** Vectors without a text, by what they were for. */
  readonly dropped: Record<string, number>;
  /** Sessions that are of this embedder already. */
  current: number;
  /** Sessions whose client brings the vectors. */
  own: number;
  readonly refused: { readonly tenant: string; readonly session: string; readonly why: string }[];
}

/** `semvec db reembed` */
export function reembedCommand(io: CliIo): Command {
  const command = new Command("reembed")
    .summary("move sessions to another embedder")
    .description(
      "Embeds every text that a session holds anew, with one op a session; one that is of the " +
        "embedder already is passed over, so an interrupted run goes on where it was. Vectors " +
        "without a text are of the old model and go: of triggers (their keywords stay), anchors " +
        "and policies. A session whose isolation goes by vectors is refused until it is opened. " +
        "Sessions whose client brings the vectors stay as they are.",
    )
    .option(
      "--embedder <kind>",
      "use-lite, use-lite-wasm, http, ollama, or the URL of an OpenAI-compatible one " +
        "(default: SEMVEC_EMBEDDER, else use-lite)",
    )
    .option("--yes", "agree to what is dropped; without a terminal it must be given")
    .option("--json", "print JSON")
    .action((options: ReembedOptions) => reembed(io, options));
  addDatabaseOption(addSelectionOptions(command));
  return addExamples(
    command,
    {
      line: "semvec db reembed --all --embedder http://127.0.0.1:11434/v1 --yes",
      note: "After a change of SEMVEC_EMBEDDER",
    },
    { line: "semvec db reembed --session chat-1", note: "One session, to see what it takes" },
  );
}

async function reembed(io: CliIo, options: ReembedOptions): Promise<void> {
  checkSelection(options);
  const config = await databaseConfig(io, options, { embedder: options.embedder });
  if (config.embedder.kind === "none") {
    throw new UsageError("name an embedder with --embedder or SEMVEC_EMBEDDER");
  }
  const report: Report = { reembedded: 0, texts: 0, dropped: {}, current: 0, own: 0, refused: [] };
  await withStore(config, { readOnly: false }, async (store) => {
    const embedder = await openEmbedder(config.embedder);
    const host = new EntityHost({ store, machine: entityMachine });
    try {
      await changeLogs(io, store, {
        selection: options,
        label: "reembedding",
        consequence: (total) =>
          `${total} logs of ${shownUrl(config.databaseUrl)} are to hold vectors of ` +
          `${embedder.id}. Vectors that came without a text are dropped.`,
        change: async ({ store: { tenant }, entity }) => {
          try {
            count(report, await reembedSession(host, embedder, { tenant, entity }, Date.now));
          } catch (error) {
            if (!(error instanceof SessionConflictError || isDamage(error))) throw error;
            report.refused.push({ tenant, session: entity, why: error.message });
          }
        },
      });
    } finally {
      await host.drain();
      await embedder.close();
    }
  });
  if (options.json) printJson(io, toWire(report));
  else printLines(io, ...reportLines(report));
  if (report.refused.length === 0) return;
  throw new FailureError(`${report.refused.length} sessions were left as they were`);
}

function count(report: Report, result: Reembedding): void {
  if (result.outcome === "skipped") {
    if (result.reason !== "ended") report[result.reason] += 1;
    return;
  }
  report.reembedded += 1;
  report.texts += result.texts;
  for (const [what, dropped] of Object.entries(result.dropped)) {
    report.dropped[what] = (report.dropped[what] ?? 0) + dropped;
  }
}

function reportLines({ reembedded, texts, dropped, current, own, refused }: Report): string[] {
  const vectors = Object.values(dropped).reduce((sum, number) => sum + number, 0);
  return [
    ...refused.map(({ tenant, session, why }) => `${tenant} ${session}: ${why}`),
    `${reembedded} sessions reembedded, ${texts} texts; ${vectors} vectors without a text dropped`,
    `${current} were of this embedder already, ${own} bring their own vectors`,
  ];
}
