// One session, many turns: do its bytes, its context and the time of a turn stay flat?
//
//   node benchmarks/endurance/long-session.mjs [--turns 100000] [--report docs/benchmarks]
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { estimateTokens, Session } from "../../packages/core/dist/index.js";
import { drawCharts } from "./line-chart.mjs";
import { createTalk } from "./talk-generator.mjs";

const { values } = parseArgs({
  options: { turns: { type: "string", default: "100000" }, report: { type: "string" } },
});
const turnCount = Number(values.turns);
const samples = 100;
const dimension = 384;
const seed = 20240817;
const startMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

const columns = [
  ["turns", (row) => row.turn.toLocaleString("en")],
  ["turn, median", (row) => ms(row.medianMs)],
  ["turn, p99", (row) => ms(row.p99Ms)],
  ["memories", (row) => row.memories.toLocaleString("en")],
  ["their bytes", (row) => row.memoryBytes.toLocaleString("en")],
  ["snapshot, bytes", (row) => row.snapshotBytes.toLocaleString("en")],
  ["context, tokens", (row) => String(row.contextTokens)],
  ["process", (row) => `${Math.round(row.residentBytes / 1e6)} MB`],
];

const talk = createTalk({ seed, dimension });
const session = Session.create("long", { dimension }, { nowMs: startMs });
const every = Math.max(1, Math.floor(turnCount / samples));
const rows = [];
let times = [];
for (let turn = 1; turn <= turnCount; turn++) {
  const nowMs = startMs + turn * minuteMs;
  const message = talk.next();
  const response = talk.next();
  const began = performance.now();
  const answer = session.run({ message, nowMs });
  session.store({ response, nowMs });
  times.push(performance.now() - began);
  if (turn % every !== 0) continue;
  rows.push(sample(turn, answer));
  times = [];
  if (process.stderr.isTTY) process.stderr.write(`\r${turn} / ${turnCount} turns`);
}
if (process.stderr.isTTY) process.stderr.write("\n");
if (values.report === undefined) console.log(report(rows));
else {
  writeFileSync(join(values.report, "long-session.md"), report(rows));
  writeFileSync(join(values.report, "long-session.svg"), charts(rows));
}

function sample(turn, answer) {
  const sorted = times.toSorted((a, b) => a - b);
  const { memoryBytes, totalMemories } = session.metrics();
  return {
    turn,
    medianMs: sorted[Math.floor(sorted.length / 2)],
    p99Ms: sorted[Math.floor(sorted.length * 0.99)],
    memoryBytes,
    memories: totalMemories,
    snapshotBytes: session.snapshot().byteLength,
    contextTokens: estimateTokens(answer.context),
    residentBytes: process.memoryUsage.rss(),
  };
}

function charts(points) {
  const over = (key) => points.map((row) => ({ x: row.turn, y: row[key] }));
  const megabytes = (y) => `${(y / 1e6).toFixed(2)} MB`;
  return drawCharts([
    { title: "Time of a turn, median of a stretch", points: over("medianMs"), format: ms },
    { title: "Bytes of memories (bound 1 MiB)", points: over("memoryBytes"), format: megabytes },
    { title: "Bytes of a snapshot", points: over("snapshotBytes"), format: megabytes },
    { title: "Tokens of the context (budget 350)", points: over("contextTokens"), format: String },
    { title: "Resident memory of the process", points: over("residentBytes"), format: megabytes },
  ]);
}

function ms(x) {
  return `${x.toFixed(2)} ms`;
}

function report(all) {
  const shares = [0.01, 0.1, 0.25, 0.5, 0.75, 1];
  const marks = shares.map((share) => all[Math.ceil(share * all.length) - 1]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const table = [
    line(columns.map(([name]) => name)),
    line(columns.map(() => "---")),
    ...marks.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ];
  const processors = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
  return `# One session of ${turnCount.toLocaleString("en")} turns

Written by \`node benchmarks/endurance/long-session.mjs --report docs/benchmarks\`, on
${processors}, Node ${process.version}, with other work on the machine.

A made-up conversation of forty topics that change once in twenty utterances, vectors of
${dimension} dimensions brought along, default limits. A turn is \`run\` and \`store\`: score the
message, recall, assemble the context, store both halves, consolidate.

![Time, bytes, tokens and memory over the turns](long-session.svg)

${table.join("\n")}

The memories fill their bound of 1 MiB and stay there: what is least worth keeping is forgotten as
turns come. Wall times of a shared machine move by a factor of two; the shape is what counts.
`;
}
