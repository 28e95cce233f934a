import { setImmediate as nextTurn } from "node:timers/promises";
import {
  EmbedderChangedError,
  EmbedderCircuitOpenError,
  EmbedderCrashedError,
  EmbedderOverloadedError,
  EmbedderResponseError,
  EmbedderTimeoutError,
  EmbedderUnavailableError,
} from "@semvec/embedders";
import type { EmbedFault } from "../../src/testing/faulty-embedder.js";

/** A fault and the `detail` that docs/reference/errors.md promises for it. */
export interface NamedFault {
  readonly name: string;
  readonly detail: string;
  readonly fault: EmbedFault;
}

const noVectors = "bring your own vectors, or retry later";
const unusable = `The embedder gave no usable vector: ${noVectors}`;

/** Everything that an embedder can do wrong with a call. */
export const embedderFaults: readonly NamedFault[] = [
  thrown(
    "it is away",
    new EmbedderUnavailableError("away"),
    `The embedder is not available: ${noVectors}`,
  ),
  wrong("a vector too few", (right) => right.slice(1)),
  thrown(
    "its time is up",
    new EmbedderTimeoutError(5_000),
    `The embedder did not answer in time: ${noVectors}`,
  ),
  wrong("a vector too many", (right) => [...right, ...right.slice(0, 1)]),
  thrown("its process died", new EmbedderCrashedError("died"), "The embedder was restarted: retry"),
  wrong("vectors of another length", (right) => right.map((it) => it.slice(1))),
  thrown("its queue is full", new EmbedderOverloadedError("full"), "The embedder is overloaded"),
  wrong("numbers that are none", (right) => right.map((it) => it.map(() => Number.NaN))),
  thrown(
    "an answer that is none",
    new EmbedderResponseError("status 500", 500),
    `The embedder gave no vector: ${noVectors}`,
  ),
  wrong("a number without end", (right) => right.map((it) => it.fill(Infinity, 0, 1))),
  thrown(
    "it is left alone for a while",
    new EmbedderCircuitOpenError(1_000),
    `The embedder is failing: ${noVectors}`,
  ),
  wrong("vectors without a direction", (right) => right.map((it) => it.fill(0))),
  thrown(
    "it is another one",
    new EmbedderChangedError("a", "b"),
    `The embedder is another one now: ${noVectors}`,
  ),
  wrong("nothing at all", () => undefined as unknown as Float32Array[]),
];

/** The fault shows some turns of the event loop later, as one of a process or a socket does. */
function thrown(name: string, error: Error, detail: string): NamedFault {
  const fault: EmbedFault = async () => {
    await nextTurn();
    throw error;
  };
  return { name, detail, fault };
}

function wrong(
  name: string,
  broken: (right: readonly Float32Array[]) => Float32Array[],
): NamedFault {
  return { name, detail: unusable, fault: async (right) => broken(right) };
}
