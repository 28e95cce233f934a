import { readFileSync } from "node:fs";

/** A text and its unit vector by the model in 32-bit floats on onnxruntime. */
export interface ReferenceVector {
  readonly text: string;
  readonly vector: Float32Array;
}

const fixture = new URL("../use-lite/fixtures/fp32-vectors.json", import.meta.url);

export function readReferenceVectors(): readonly ReferenceVector[] {
  const items = JSON.parse(readFileSync(fixture, "utf8")) as { text: string; vector: string }[];
  return items.map(({ text, vector }) => ({
    text,
    vector: new Float32Array(Uint8Array.from(Buffer.from(vector, "base64")).buffer),
  }));
}
