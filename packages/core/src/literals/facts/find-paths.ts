import { balancedEnd } from "./balanced-end.js";
import type { FactCandidate } from "./extracted-fact.js";

/** Longer paths are not read, in UTF-16 units: `PATH_MAX` of Linux. */
export const pathLengthMax = 4096;

const assignmentLengthMax = 64;

const run = /[\p{L}\p{M}\p{N}._~@+%$#=/\\[\]{}-]+/gu;
const alphanumeric = /[\p{L}\p{N}]/u;
const extension = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;
/** `name=` before a path, and the first character of the path. */
const assignment = /^[\p{L}\p{N}_-]{1,62}=(?=[/~.\\])/u;
const drive = /(?:^|[^\p{L}\p{N}])[A-Za-z]:$/u;
/** What may stand before a path that begins at the root. */
const beforeRoot = /^[\s("'`[{=,:;|“‘„«]?$/u;

/** Endings that make one word the name of a file. */
const fileExtensions: ReadonlySet<string> = new Set(
  `bash bat c cc cfg cjs conf cpp cs csproj css csv cts dart db docx env ex exs fs gif go gradle
  gz h hpp html ini ipynb java jpeg jpg js json jsonl jsx kt less lock log lua m4a md mdx mjs mov
  mp3 mp4 mts parquet pdf php pl png pptx proto ps1 py r rb rs rst scss sh sln sql sqlite svelte
  svg swift tar tf toml ts tsv tsx txt vue wasm wav webp xlsx xml yaml yml zip zsh`.split(/\s+/),
);
/** In prose `Node.js` and `Vue.js` are products. */
const productName = /^\p{Lu}.{0,40}\.js$/u;

/** What no name in a Windows path can hold, and line breaks. */
const endsWindowsPath = /[<>:"|?*\n\r\u2028\u2029]/;
const whiteSpace = /\s/;

/**
 * Paths of files: from a root (`/etc/hosts`, `~/x`, `./x`, `C:\x`, `\\host\share`), with a
 * separator and an extension (`src/main.ts`), or a name with a well-known extension
 * (`package.json`). A path ends at white space; a Windows path that seems to go on after it
 * (`C:\Program Files\x`) is none, and so is the rest of it. Normalized: as written.
 */
export function* findPaths(text: string): Generator<FactCandidate> {
  const runs = [...text.matchAll(run)].map((match) => readRun(text, match));
  const pieces = piecesOfSpacedPaths(text, runs);
  for (const it of runs) {
    const { start, end } = it;
    if (end <= start || end - start > pathLengthMax || pieces.has(it)) continue;
    const path = text.slice(start, end);
    if (isPath(path, text.charAt(start - 1))) yield { kind: "path", start, end, normalized: path };
  }
}

/** A run of characters that paths are made of, and the part of it that may be one. */
interface PathRun {
  readonly start: number;
  readonly end: number;
  readonly runStart: number;
  readonly runEnd: number;
}

function readRun(text: string, { 0: characters, index }: RegExpExecArray): PathRun {
  const start = pathStart(text, index);
  const runEnd = index + characters.length;
  return { start, end: balancedEnd(text, start, runEnd), runStart: index, runEnd };
}

/**
 * The runs between the root of a Windows path and a later `\` that may still belong to it: where
 * the names with spaces end cannot be told from the words around them.
 */
function piecesOfSpacedPaths(text: string, runs: readonly PathRun[]): ReadonlySet<PathRun> {
  const pieces = new Set<PathRun>();
  let root: PathRun | undefined;
  let before = 0;
  for (const it of runs) {
    const gap = text.slice(before, it.runStart);
    const isAtSpace = root?.runEnd !== before || whiteSpace.test(gap.charAt(0));
    if (!isAtSpace || endsWindowsPath.test(gap)) root = undefined;
    if (isWindowsRoot(text, it)) root = it;
    else if (root !== undefined && text.slice(it.runStart, it.runEnd).includes("\\")) {
      pieces.add(root).add(it);
    }
    before = it.runEnd;
  }
  return pieces;
}

function isWindowsRoot(text: string, { start }: PathRun): boolean {
  if (text.startsWith("\\\\", start)) return beforeRoot.test(text.charAt(start - 1));
  return text.startsWith(":\\", start + 1);
}

/** Leaves `name=` and opening brackets out and takes the letter of a drive in. */
function pathStart(text: string, runStart: number): number {
  let start =
    runStart +
    (assignment.exec(text.slice(runStart, runStart + assignmentLengthMax))?.[0].length ?? 0);
  while ("[{".includes(text.charAt(start)) && start < text.length) start += 1;
  const hasDrive =
    text.charAt(start) === "\\" && drive.test(text.slice(Math.max(0, start - 3), start));
  return hasDrive ? start - 2 : start;
}

function isPath(path: string, before: string): boolean {
  if (!alphanumeric.test(path)) return false;
  if (path.charAt(1) === ":" || path.startsWith("\\\\")) return true;
  if (path.startsWith("//")) return false;
  if (path.startsWith("/")) return beforeRoot.test(before);
  if (path.startsWith("./") || path.startsWith("../") || path.startsWith("~/")) return true;
  const ending = extension.exec(path.slice(-9))?.[0];
  if (ending === undefined || ending.length === path.length) return false;
  if (path.includes("/") || path.includes("\\")) return true;
  return fileExtensions.has(ending.slice(1).toLowerCase()) && !productName.test(path);
}
