import type { FactCandidate } from "./extracted-fact.js";

/** Longest address, in UTF-16 units: the longest path of RFC 5321 §4.5.3.1.3 without its brackets. */
export const emailLengthMax = 254;
/** Longest part before the `@`: RFC 5321 §4.5.3.1.1. */
export const emailLocalLengthMax = 64;

const run = /[\p{L}\p{M}\p{N}._%+'@-]+/gu;
const edge = ".%+'-";
const notOfDomain = /[^\p{L}\p{M}\p{N}.-]/u;
const domainLabel = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
const topLevel = /^(?:\p{L}{2,63}|xn--[a-z0-9-]{1,59})$/iu;
/** `git@host:path` and `user@host/path` name places, not mailboxes. */
const goesOn = /^[:/][\p{L}\p{N}~/]/u;

/**
 * E-mail addresses as people write them: a dot-atom, `@`, and a domain with a top level.
 * Normalized: the domain in lower case; before the `@` case is the receiver's business.
 */
export function* findEmails(text: string): Generator<FactCandidate> {
  for (const { 0: characters, index } of text.matchAll(run)) {
    const at = characters.indexOf("@");
    if (at < 0 || at !== characters.lastIndexOf("@")) continue;
    let localStart = 0;
    while (localStart < at && edge.includes(characters.charAt(localStart))) localStart += 1;
    const local = characters.slice(localStart, at);
    const domain = domainOf(characters.slice(at + 1));
    if (!isLocalPart(local) || !isDomain(domain)) continue;
    const start = index + localStart;
    const end = index + at + 1 + domain.length;
    if (end - start > emailLengthMax || goesOn.test(text.slice(end, end + 2))) continue;
    yield { kind: "email", start, end, normalized: `${local}@${domain.toLowerCase()}` };
  }
}

/** What follows the `@`, without what the sentence adds: `x.com's`, `x.com.` */
function domainOf(written: string): string {
  const stop = written.search(notOfDomain);
  let end = stop < 0 ? written.length : stop;
  while (end > 0 && edge.includes(written.charAt(end - 1))) end -= 1;
  return written.slice(0, end);
}

function isLocalPart(local: string): boolean {
  return (
    local.length >= 1 &&
    local.length <= emailLocalLengthMax &&
    !local.endsWith(".") &&
    !local.includes("..")
  );
}

function isDomain(domain: string): boolean {
  if (domain.length > emailLengthMax) return false;
  const labels = domain.split(".");
  return (
    labels.length > 1 &&
    labels.every((label) => domainLabel.test(label)) &&
    topLevel.test(labels.at(-1) ?? "")
  );
}
