import { describe, expect, test } from "@jest/globals";
import type { FactFinder } from "./extracted-fact.js";
import { emailLengthMax, emailLocalLengthMax, findEmails } from "./find-emails.js";
import { findUrls, urlLengthMax } from "./find-urls.js";
import { findUuids } from "./find-uuids.js";

function found(find: FactFinder, text: string): [string, string][] {
  return Array.from(find(text), (it) => [text.slice(it.start, it.end), it.normalized]);
}

describe("findUrls", () => {
  test.each([
    ["see https://x.com/a.", "https://x.com/a"],
    ["(https://x.com/a_(b))", "https://x.com/a_(b)"],
    ["[x](https://x.com/a)b", "https://x.com/a"],
    ["<https://x.com/?q=1#f>", "https://x.com/?q=1#f"],
    ['{"url":"https://x.com/{id}/y"}', "https://x.com/{id}/y"],
    ["url=file:///etc/hosts,", "file:///etc/hosts"],
    ["**https://x.com/**", "https://x.com/"],
    ["see:git+ssh://git@x.com/a.git!", "git+ssh://git@x.com/a.git"],
    ["https://x.com/größe?名=1", "https://x.com/größe?名=1"],
  ])("%s", (text, url) => {
    expect(found(findUrls, text)).toEqual([[url, url]]);
  });

  test("scheme and host are normalized to lower case, nothing else", () => {
    expect(found(findUrls, "HTTPS://User:Pw@X.COM:80/Path?Q=@B#F")).toEqual([
      ["HTTPS://User:Pw@X.COM:80/Path?Q=@B#F", "https://User:Pw@x.com:80/Path?Q=@B#F"],
    ]);
    expect(found(findUrls, "HTTP://X.COM")).toEqual([["HTTP://X.COM", "http://x.com"]]);
  });

  test.each(["://x.com", "https://", "https://.", "1://x", "//x.com", "https:/x.com", "a:// b"])(
    "%s is none",
    (text) => {
      expect(found(findUrls, text)).toEqual([]);
    },
  );

  test("may be as long as its limit and no longer", () => {
    const longest = "https://x.com/".padEnd(urlLengthMax, "a");
    expect(found(findUrls, longest)).toHaveLength(1);
    expect(found(findUrls, `${longest}a`)).toEqual([]);
  });
});

describe("findEmails", () => {
  test.each([
    ["Mail ana@x.com.", "ana@x.com"],
    ["<o'brien+tag@mail.example.co.uk>", "o'brien+tag@mail.example.co.uk"],
    ["email=ana_b%c@x-y.de;", "ana_b%c@x-y.de"],
    ["jörg@müller.example's", "jörg@müller.example"],
    ["'ana@x.com'", "ana@x.com"],
    ["mailto:a@xn--bcher-kva.xn--p1ai", "a@xn--bcher-kva.xn--p1ai"],
  ])("%s", (text, email) => {
    expect(found(findEmails, text)).toEqual([[email, email]]);
  });

  test("the domain is normalized to lower case", () => {
    expect(found(findEmails, "Ana@X.Com")).toEqual([["Ana@X.Com", "Ana@x.com"]]);
  });

  test.each([
    "ana@localhost",
    "react@18.2.0",
    "a..b@x.com",
    "a.@x.com",
    "a@x..com",
    "a@-x.com",
    "a@b@x.com",
    "@x.com",
    "a@",
    "git@github.com:a/b.git",
    "a@x.c",
  ])("%s is none", (text) => {
    expect(found(findEmails, text)).toEqual([]);
  });

  test("may be as long as its limits and no longer", () => {
    const local = "a".repeat(emailLocalLengthMax);
    expect(found(findEmails, `${local}@x.com`)).toHaveLength(1);
    expect(found(findEmails, `${local}a@x.com`)).toEqual([]);
    const label = "b".repeat(63);
    const longest = `${local}@${label}.${label}.${"b".repeat(emailLengthMax - 64 - 1 - 128 - 4)}.com`;
    expect(longest).toHaveLength(emailLengthMax);
    expect(found(findEmails, longest)).toHaveLength(1);
    expect(found(findEmails, longest.replace(".com", "b.com"))).toEqual([]);
    expect(found(findEmails, `a@${label}.com`)).toHaveLength(1);
    expect(found(findEmails, `a@${label}b.com`)).toEqual([]);
  });
});

describe("findUuids", () => {
  const uuid = "550e8400-e29b-41d4-a716-446655440000";

  test("are found whatever stands beside them but letters and digits", () => {
    expect(found(findUuids, `user-${uuid}, {${uuid.toUpperCase()}}`)).toEqual([
      [uuid, uuid],
      [uuid.toUpperCase(), uuid],
    ]);
  });

  test.each([`x${uuid}`, `${uuid}0`, uuid.slice(1), uuid.replace("e", "g"), uuid.replace("-", "")])(
    "%s is none",
    (text) => {
      expect(found(findUuids, text)).toEqual([]);
    },
  );
});
