// Style rules that a machine can check, beyond what biome and tsc do. CI runs this.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const fileLinesMax = 400;
const testFileLinesMax = 600;
const functionLinesMax = 70;
const columnsMax = 100;

/** Open ends; the words are split so that this file does not match itself. */
const openEnds = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);

/** What the pure packages may not touch: time, chance and the outside come in as arguments. */
const impure = [
  [/\bDate\.now\b/, "reads the clock"],
  [/\bnew Date\(\)/, "reads the clock"],
  [/\bMath\.random\b/, "is random"],
  [/\bperformance\./, "reads a clock"],
  [/\bprocess\./, "reads the process"],
  [/\bset(Timeout|Interval|Immediate)\b/, "sets a timer"],
  [/\bcrypto\./, "uses a platform's crypto"],
  [/from "node:/, "imports a Node built-in"],
];

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file));

const problems = files.flatMap((file) => {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return check(file, text).map((problem) => `${file}:${problem}`);
});

for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`tidy: ${files.length} files`);
process.exitCode = problems.length === 0 ? 0 : 1;

function check(file, text) {
  const lines = text.split("\n");
  const isTest = /\.test\.ts$|\/testing\/|\/test\/|torture|\/fixtures\//.test(file);
  return [
    ...longFile(lines, isTest),
    ...lines.flatMap((line, i) => checkLine(file, line, isTest).map((it) => `${i + 1} ${it}`)),
    ...longFunctions(lines, isTest),
    ...misnamed(file),
  ];
}

function longFile(lines, isTest) {
  const most = isTest ? testFileLinesMax : fileLinesMax;
  return lines.length > most ? [`1 has ${lines.length} lines; the most is ${most}`] : [];
}

function checkLine(file, line, isTest) {
  const found = [];
  if (line.length > columnsMax && !/https?:|"[^"]{60}|`[^`]{60}|\/[^/]{60}/.test(line)) {
    found.push(`has ${line.length} columns; the most is ${columnsMax}`);
  }
  if (openEnds.test(line)) found.push("holds an open end");
  if (/\.(only|skip)\(/.test(line) && isTest && !/describe\.skip|test\.skip;/.test(line)) {
    found.push("runs or skips a single test");
  }
  if (/@ts-(ignore|nocheck)/.test(line)) found.push("silences the type checker");
  if (/^packages\/(core|coordination)\/src/.test(file) && !isTest) {
    const code = line.replace(/^\s*(\*|\/\/|\/\*).*$/, "");
    for (const [pattern, what] of impure) {
      if (pattern.test(code)) found.push(`${what}: this package is pure`);
    }
  }
  return found;
}

/** Top-level functions and methods, told by their indentation, which biome keeps. */
function longFunctions(lines, isTest) {
  if (isTest) return [];
  const found = [];
  const opens =
    /^( {0,2})(?:export )?(?:async )?(?:function\b|(?:static |readonly |get |#)*[\w#]+\(.*\{$)/;
  lines.forEach((line, start) => {
    const indent = opens.exec(line)?.[1];
    if (indent === undefined) return;
    const length = lines.slice(start).indexOf(`${indent}}`) + 1;
    if (length > functionLinesMax) {
      found.push(`${start + 1} a function of ${length} lines; the most is ${functionLinesMax}`);
    }
  });
  return found;
}

function misnamed(file) {
  const name = file.split("/").pop() ?? "";
  return /^[a-z0-9]+([.-][a-z0-9]+)*\.(ts|tsx|mjs)$/.test(name) ? [] : ["1 is not in kebab-case"];
}
