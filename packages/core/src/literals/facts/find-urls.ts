import { balancedEnd } from "./balanced-end.js";
import type { FactCandidate } from "./extracted-fact.js";

/** Longer addresses are not read, in UTF-16 units. */
export const urlLengthMax = 2048;

const run = /[^\s<>"`|\\^“”„«»]+/gu;
const schemeCharacter = /^[A-Za-z0-9+.-]$/;
const letter = /^[A-Za-z]$/;

/**
 * Addresses with a scheme and `://` (RFC 3986). The punctuation of the sentence and brackets around
 * the address stay outside. Normalized: scheme and host in lower case (§6.2.2.1).
 */
export function* findUrls(text: string): Generator<FactCandidate> {
  for (const { 0: characters, index } of text.matchAll(run)) {
    const separator = characters.indexOf("://");
    if (separator < 0) continue;
    const start = schemeStart(text, index, index + separator);
    const authority = index + separator + 3;
    const end = balancedEnd(text, start, index + characters.length);
    if (start === index + separator || end <= authority || end - start > urlLengthMax) continue;
    yield { kind: "url", start, end, normalized: normalize(text.slice(start, end)) };
  }
}

/** Where the scheme begins; `end` itself when there is none. */
function schemeStart(text: string, runStart: number, end: number): number {
  let start = end;
  while (start > runStart && schemeCharacter.test(text.charAt(start - 1))) start -= 1;
  while (start < end && !letter.test(text.charAt(start))) start += 1;
  return start;
}

/** Names of users are left as they are: case may matter in them. */
function normalize(url: string): string {
  const authority = url.indexOf("://") + 3;
  const rest = url.slice(authority).search(/[/?#]/);
  const end = rest < 0 ? url.length : authority + rest;
  const host = Math.max(authority, url.lastIndexOf("@", end - 1) + 1);
  return (
    url.slice(0, authority).toLowerCase() +
    url.slice(authority, host) +
    url.slice(host, end).toLowerCase() +
    url.slice(end)
  );
}
