import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./run-command.mjs";

/** Names the folder of evaluation data when no `--data` does. */
export const dataVariable = "SEMVEC_EVAL_DATA";

/** A set of evaluation data: where it stands under the data folder, and where it comes from. */
const dataSets = {
  locomo: {
    path: "locomo/conversations.json",
    origin: "data/locomo10.json of github.com/snap-research/locomo (CC BY-NC 4.0), as it is",
  },
  dialseg711: {
    path: "dialseg711/dialogues.json",
    origin: "DialSeg711 (Xu et al., AAAI 2021; research use), as [{utterances, segments}, …]",
  },
  tiage: {
    path: "tiage/dialogues.json",
    origin: "TIAGE (Xie et al., Findings of EMNLP 2021; MIT), as [{utterances, segments}, …]",
  },
};

/**
 * Reads one set of evaluation data.
 *
 * @param {keyof typeof dataSets} name
 * @param {string | undefined} folder - Default: the folder that `SEMVEC_EVAL_DATA` names.
 * @returns {unknown}
 * @throws {UsageError} that says where to obtain the data, when there is no such file
 */
export function readData(name, folder = process.env[dataVariable]) {
  const { path, origin } = dataSets[name];
  const remedy = `Obtain ${origin}, and store it as ${path} in a folder of your choice.`;
  if (folder === undefined || folder === "") {
    throw new UsageError(`No data folder: give --data PATH or set ${dataVariable}. ${remedy}`);
  }
  const file = join(folder, path);
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`Cannot read ${file}. ${remedy}`, { cause });
  }
  return JSON.parse(text);
}
