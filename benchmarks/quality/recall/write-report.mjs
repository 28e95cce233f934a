import { bootstrapMeans, bootstrapSeed, resampleCount } from "../common/bootstrap.mjs";
import { share, signedWithInterval, table, withInterval } from "../common/markdown.mjs";
import { heldOut, systems } from "./evaluate.mjs";
import { shippedWeights } from "./fit-weights.mjs";
import { measureNames } from "./measure.mjs";
import { categories } from "./read-conversations.mjs";

/** @typedef {import("./evaluate.mjs").MeasuredQuestion} MeasuredQuestion */

/**
 * @typedef {object} RecallRun
 * @property {string} command - that made the run
 * @property {readonly import("./read-conversations.mjs").Conversation[]} conversations
 * @property {import("./evaluate.mjs").Results} results
 * @property {readonly Record<string, number>[] | undefined} weights - refitted, by conversation
 * @property {string | undefined} embedderId
 */

/** The systems in the order of the report. */
const ordered = [
  heldOut(systems.semvec),
  systems.semvec,
  heldOut(systems.semvecLexical),
  systems.semvecLexical,
  systems.bm25,
  systems.miniSearch,
  systems.dense,
  systems.fused,
];

/** The report as Markdown. @param {RecallRun} run */
export function writeRecallReport(run) {
  const { command, conversations, results, embedderId, weights } = run;
  const questions = conversations.reduce((sum, it) => sum + it.questions.length, 0);
  const present = ordered.filter((system) => results.has(system));
  return `# Recall: finding the turns that answer a question

Written by \`node benchmarks/quality/${command}\`; how it is measured and where the
data comes from is in [benchmarks/quality](../../benchmarks/quality/README.md).
LoCoMo (Maharana et al., ACL 2024); conversations: ${conversations.length},
questions of categories 1 to 4: ${questions}.
Embedder: ${embedderId === undefined ? "none" : `\`${embedderId}\``}.

R@k is the share of a question's evidence turns among the first k; the two columns of tokens are the
share that stands whole inside a context packed to that budget. Means over questions. In brackets:
95 % bootstrap intervals over questions, drawn within each conversation (${resampleCount} resamples,
seed ${bootstrapSeed}).

${table(
  ["", ...measureNames],
  present.map((system) => meansRow(system, rowsOf(run, system))),
)}

${legend(run)}

## Against BM25

Differences on the same questions.

${table(
  ["", ...measureNames],
  present.filter(isOurs).map((system) => differenceRow(run, system)),
)}

## By kind of question

R@5 / R@10 / 1 424 tokens / 350 tokens.

${categoryTable(run, present)}

## By conversation

R@5, R@10 and 1 424 tokens.

${conversationTable(run, present)}
${weights === undefined ? "" : weightSection(weights, embedderId !== undefined)}
## How to read this

- Features and constants were chosen with the conversations marked "seen" in view. Held-out rows
  refit the weights, not that choice; a conversation that is not marked is the cleaner test.
- A handful of conversations is a small sample of conversations: the intervals speak of other
  questions about these, and the table by conversation shows how much a conversation matters.
- LoCoMo's conversations and questions were made by a language model and checked by people. Nearly
  every question names a participant in the third person, and its dates are those of the sittings:
  both favour a ranking that reads names and dates. All of it is English.
- The baselines rank the same stored texts, speaker and caption included, and their contexts are
  assembled by the same code to the same budgets, in the order of their ranks. Their settings are
  the usual ones, not tuned; MiniSearch is release 7.2.0 with its defaults.
`;
}

/** @param {string} system */
function isOurs(system) {
  return system.startsWith(systems.semvec);
}

/** @param {string} system */
function label(system) {
  return isOurs(system) ? `**${system}**` : system;
}

/** @param {RecallRun} run @param {string} system */
function rowsOf({ results }, system) {
  return results.get(system) ?? [];
}

/** @param {readonly (readonly MeasuredQuestion[])[]} strata */
function measuresOf(strata) {
  return strata.map((questions) => questions.map(({ measures }) => measures));
}

/** @param {string} system @param {readonly (readonly MeasuredQuestion[])[]} strata */
function meansRow(system, strata) {
  return [label(system), ...bootstrapMeans(measuresOf(strata)).map((it) => withInterval(it))];
}

/** @param {RecallRun} run @param {string} system */
function differenceRow(run, system) {
  const plain = measuresOf(rowsOf(run, systems.bm25));
  const differences = measuresOf(rowsOf(run, system)).map((questions, conversation) => {
    return questions.map((measures, question) => {
      return measures.map((value, i) => value - (plain[conversation]?.[question]?.[i] ?? 0));
    });
  });
  return [label(system), ...bootstrapMeans(differences).map(signedWithInterval)];
}

/** @param {RecallRun} run */
function legend({ conversations, embedderId, weights }) {
  const seen = conversations.filter(({ isFitted }) => isFitted).length;
  return `${embedderId === undefined ? withoutModelNote : withModelNote}
- Of these ${conversations.length} conversations the shipped weights were fitted on ${seen};
  on those, the rows with shipped weights are in sample.
${weights === undefined ? "" : heldOutNote}`.trimEnd();
}

const withModelNote = `- **Semvec** recalls through the shipped API with vectors of the bundled model;
  **no model** asks the same session by text alone.`;
const withoutModelNote = "- **Semvec, no model** recalls through the shipped API by text alone.";
const heldOutNote = `- **Weights held out**: all weights fitted anew without the conversation that
  is asked, for each in turn, on the same index. With the shipped weights this path ranks as the
  shipped API does; the run checks that for every question.`;

/** Ours, held out where there is such a run, and BM25. */
function compared(/** @type {readonly string[]} */ present) {
  const ours = [systems.semvec, systems.semvecLexical].map((system) => {
    return present.includes(heldOut(system)) ? heldOut(system) : system;
  });
  return [...ours, systems.bm25].filter((system) => present.includes(system));
}

/** @param {RecallRun} run @param {readonly string[]} present */
function categoryTable(run, present) {
  const chosen = compared(present);
  const rows = [...categories].flatMap(([category, name]) => {
    const of = (/** @type {string} */ system) => {
      return rowsOf(run, system).map((all) => all.filter((one) => one.category === category));
    };
    const count = of(systems.bm25).flat().length;
    if (count === 0) return [];
    const cells = [
      `${category} ${name}`,
      String(count),
      ...chosen.map((system) => {
        const [r5, r10, , wide, narrow] = bootstrapMeans(measuresOf(of(system)));
        return [r5, r10, wide, narrow].map((it) => share(it?.value ?? 0)).join(" / ");
      }),
    ];
    return [cells];
  });
  return table(["", "questions", ...chosen.map(label)], rows);
}

/** @param {RecallRun} run @param {readonly string[]} present */
function conversationTable(run, present) {
  const chosen = compared(present);
  const rows = run.conversations.map(({ id, isFitted, turns, questions }, i) => [
    id,
    isFitted ? "seen" : "",
    String(turns.length),
    String(questions.length),
    ...chosen.map((system) => {
      const [r5, r10, , wide] = bootstrapMeans(measuresOf([rowsOf(run, system)[i] ?? []]));
      return [r5, r10, wide].map((it) => (it === undefined ? "" : withInterval(it))).join("<br>");
    }),
  ]);
  const header = ["", "by the fit", "turns", "questions", ...chosen.map(label)];
  return table(header, rows);
}

/** @param {readonly Record<string, number>[]} weights @param {boolean} hasVectors */
function weightSection(weights, hasVectors) {
  const shipped = shippedWeights(hasVectors);
  const rows = Object.keys(weights[0] ?? {}).map((name) => {
    const fitted = weights.map((one) => one[name] ?? 0);
    const range = `${Math.min(...fitted).toFixed(2)} to ${Math.max(...fitted).toFixed(2)}`;
    return [`\`${name}\``, (shipped[name] ?? 0).toFixed(2), range];
  });
  const fits = table(["", "shipped", `in the ${weights.length} refits`], rows);
  return `\n## Weights\n\n${fits}\n`;
}
