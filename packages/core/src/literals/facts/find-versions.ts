import type { FactCandidate } from "./extracted-fact.js";

const run = /[\p{L}\p{M}\p{N}_.+-]+/gu;

/** `1.2.3`, `v1.2.3-rc.1+build`, `3.12.0rc1`, `v2`, `v1.4`; Semantic Versioning 2.0.0 and PEP 440. */
const versionPattern = new RegExp(
  [
    String.raw`^(?:v\d{1,9}(?:\.\d{1,9}){0,3}|\d{1,9}\.\d{1,9}\.\d{1,9})`,
    String.raw`(?:(?:a|b|rc)\d{1,4})?`,
    String.raw`(?:-[0-9A-Za-z][0-9A-Za-z.-]{0,63})?(?:\+[0-9A-Za-z][0-9A-Za-z.-]{0,63})?$`,
  ].join(""),
);

/** Two numbers are a version only where the text says so. */
const shortVersion = /^\d{1,9}\.\d{1,9}$/;
const versionWord = "version ";
const trailing = ".+-";

/** Versions of software. Normalized: without the leading `v`. */
export function* findVersions(text: string): Generator<FactCandidate> {
  for (const { 0: characters, index: start } of text.matchAll(run)) {
    let length = characters.length;
    while (length > 0 && trailing.includes(characters.charAt(length - 1))) length -= 1;
    const written = characters.slice(0, length);
    const isVersion =
      versionPattern.test(written) || (shortVersion.test(written) && isAnnounced(text, start));
    if (!isVersion) continue;
    const normalized = written.startsWith("v") ? written.slice(1) : written;
    yield { kind: "version", start, end: start + length, normalized };
  }
}

function isAnnounced(text: string, start: number): boolean {
  return text.slice(Math.max(0, start - versionWord.length), start).toLowerCase() === versionWord;
}
