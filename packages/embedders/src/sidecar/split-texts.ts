import { EmbedderOverloadedError } from "../errors.js";
import {
  requestPayloadBytesMax,
  sidecarRequestBytes,
  sidecarRequestTextsMax,
} from "./sidecar-limits.js";

/** Bytes that a request takes beside its texts, and each text beside its units. */
const countBytes = 4;

/**
 * The texts in runs that each make one request, in order: so many that the way is worth it, so few
 * that other clients' texts get in between.
 *
 * @throws {@link EmbedderOverloadedError} for a text that no frame can hold.
 */
export function splitTexts(texts: readonly string[]): string[][] {
  const runs: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const textBytes = countBytes + 2 * text.length;
    if (countBytes + textBytes > requestPayloadBytesMax) {
      throw new EmbedderOverloadedError(
        `a text of ${text.length} UTF-16 units is more than the embedder sidecar takes`,
      );
    }
    const run = runs.at(-1);
    const isFull =
      bytes + textBytes > sidecarRequestBytes || run?.length === sidecarRequestTextsMax;
    if (run === undefined || isFull) {
      runs.push([text]);
      bytes = 0;
    } else {
      run.push(text);
    }
    bytes += textBytes;
  }
  return runs;
}
