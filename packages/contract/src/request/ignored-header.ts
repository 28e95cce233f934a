import { ignoredHeaderCharactersMax } from "../limits.js";

/**
 * Value of the `X-Semvec-Ignored` header: names of body fields that had no meaning, or `undefined`
 * when there are none.
 *
 * Names are percent-encoded, for they are the client's and may hold anything; those that would
 * make the value longer than {@link ignoredHeaderCharactersMax} are left out.
 *
 * @example
 * ```ts
 * ignoredHeader(["model", "x\r\ny"]); // "model, x%0D%0Ay"
 * ```
 */
export function ignoredHeader(names: readonly string[]): string | undefined {
  let value = "";
  for (const name of names) {
    // A name longer than the header cannot fit; encoding it would only cost time.
    if (name.length > ignoredHeaderCharactersMax) continue;
    const encoded = encodeURIComponent(wellFormed(name));
    const longer = value === "" ? encoded : `${value}, ${encoded}`;
    if (longer.length > ignoredHeaderCharactersMax) break;
    value = longer;
  }
  return value === "" ? undefined : value;
}

/** `encodeURIComponent` throws for lone surrogates. */
function wellFormed(name: string): string {
  return name.replace(/\p{Surrogate}/gu, "\uFFFD");
}
