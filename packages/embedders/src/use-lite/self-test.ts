import { InferenceRuntimeError } from "../errors.js";
import type { SentenceEncoder } from "./sentence-encoder.js";

const probeText = "The self-test of the sentence encoder reads this line.";

/** The first coordinates of its unit vector, from the model in 32-bit floats on onnxruntime. */
const probeCoordinates = [
  0.0073, -0.06928, 0.01858, 0.04468, 0.0203, -0.04093, 0.04935, -0.03202, 0.04237, -0.04652,
  0.02465, -0.00812, -0.04189, -0.0548, -0.04487, -0.06418,
] as const;

/** Quantization moves a coordinate by about .002; a wrong computation by the order of .04. */
const coordinateTolerance = 0.015;

/**
 * Embeds a known text and compares, so that a runtime that computes wrongly on this machine is
 * found at the start and not in the index.
 *
 * @throws {@link InferenceRuntimeError} if the vector is not the known one.
 */
export async function runSelfTest(encoder: SentenceEncoder): Promise<void> {
  const vector = await encoder.encode(probeText);
  const deviation = Math.max(
    ...probeCoordinates.map((expected, index) => Math.abs((vector[index] ?? 0) - expected)),
  );
  if (!(deviation <= coordinateTolerance)) {
    throw new InferenceRuntimeError(
      `the embedder computes wrong vectors on this machine (off by ${deviation}): ` +
        "try the other of SEMVEC_EMBEDDER=use-lite and use-lite-wasm, and report the processor",
    );
  }
}
