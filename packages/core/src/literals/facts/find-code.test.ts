import { describe, expect, test } from "@jest/globals";
import type { FactFinder } from "./extracted-fact.js";
import { findPaths, pathLengthMax } from "./find-paths.js";
import { findSymbols, symbolLengthMax } from "./find-symbols.js";
import { findVersions } from "./find-versions.js";

function found(find: FactFinder, text: string): [string, string][] {
  return Array.from(find(text), (it) => [text.slice(it.start, it.end), it.normalized]);
}

describe("findVersions", () => {
  test.each([
    ["use 1.2.3.", "1.2.3", "1.2.3"],
    ["(v1.2.3-rc.1+build.5)", "v1.2.3-rc.1+build.5", "1.2.3-rc.1+build.5"],
    ["react@18.2.0", "18.2.0", "18.2.0"],
    [">=22.04.3,", "22.04.3", "22.04.3"],
    ["3.12.0rc1", "3.12.0rc1", "3.12.0rc1"],
    ["API v2", "v2", "2"],
    ["v1.4", "v1.4", "1.4"],
    ["Version 3.12 of", "3.12", "3.12"],
    ["v10.0.19045.1", "v10.0.19045.1", "10.0.19045.1"],
  ])("%s", (text, written, normalized) => {
    expect(found(findVersions, text)).toEqual([[written, normalized]]);
  });

  test.each(["3.12", "192.168.1.1", "1.2.3_4", "V8", "x1.2.3", "1.2.", "1.2.3-", "va.b.c", "v"])(
    "%s is none, or only up to its end",
    (text) => {
      expect(found(findVersions, text)).toEqual(text === "1.2.3-" ? [["1.2.3", "1.2.3"]] : []);
    },
  );
});

describe("findPaths", () => {
  test.each([
    ["in /etc/hosts.", "/etc/hosts"],
    ["(src/main.ts:12:5)", "src/main.ts"],
    ["~/notes", "~/notes"],
    ["./a ", "./a"],
    ["../b/", "../b/"],
    ["at C:\\Users\\ana\\x.txt", "C:\\Users\\ana\\x.txt"],
    ["\\\\srv\\share", "\\\\srv\\share"],
    ["GET /v1/session/{id}/entities", "/v1/session/{id}/entities"],
    ["[src/[slug]/page.tsx]", "src/[slug]/page.tsx"],
    ["--config=/etc/x.d", "/etc/x.d"],
    ["edit package.json!", "package.json"],
    ["`main.py`", "main.py"],
    ["index.js", "index.js"],
    ["größe/übung.md", "größe/übung.md"],
  ])("%s", (text, path) => {
    expect(found(findPaths, text)).toEqual([[path, path]]);
  });

  test.each([
    "and/or",
    "24/7",
    "s/he",
    "</div>",
    "// comment",
    "Node.js",
    "e.g. this",
    "example.com",
    "application/json",
    "12/05/2023",
    "a\\n",
    "\\n",
    "XC:\\x",
    "/",
    "./",
    ".ts",
    "...",
    "f(x)/g",
    // A path with spaces is not taken for its pieces.
    "C:\\Program Files\\x y\\z.txt",
    "run C:\\Program Files (x86)\\App\\a.exe now",
    "\\\\srv\\My Docs\\x.txt",
    "C:\\a b c d\\e.txt",
  ])("%s is none", (text) => {
    expect(found(findPaths, text)).toEqual([]);
  });

  test.each([
    ["copy C:\\a\\b.txt to D:\\c\\d.txt", ["C:\\a\\b.txt", "D:\\c\\d.txt"]],
    ["C:\\a.txt or \\\\srv\\b", ["C:\\a.txt", "\\\\srv\\b"]],
    ["C:\\a.txt\nsrc\\b.txt", ["C:\\a.txt", "src\\b.txt"]],
    ["'C:\\a.txt' and src\\b.txt", ["C:\\a.txt", "src\\b.txt"]],
    ["C:\\Program Files\\x D:\\y.txt", ["D:\\y.txt"]],
    ["C:\\x y\\z: src\\b.txt", ["src\\b.txt"]],
    ["C:\\a.txt is new", ["C:\\a.txt"]],
  ])("%j has what ends before other words", (text, paths) => {
    expect(found(findPaths, text).map(([path]) => path)).toEqual(paths);
  });

  test("may be as long as its limit and no longer", () => {
    const longest = "/".padEnd(pathLengthMax, "a");
    expect(found(findPaths, longest)).toHaveLength(1);
    expect(found(findPaths, `${longest}a`)).toEqual([]);
  });
});

describe("findSymbols", () => {
  test.each([
    ["call getUserId, then", "getUserId", "getUserId"],
    ["a LiteralCache.", "LiteralCache", "LiteralCache"],
    ["HTTPServer", "HTTPServer", "HTTPServer"],
    ["(user_id)", "user_id", "user_id"],
    ["MAX_RETRIES=3", "MAX_RETRIES", "MAX_RETRIES"],
    ["std::vector<int>", "std::vector", "std::vector"],
    ["foo() fails", "foo()", "foo"],
    ["os.path.join()", "os.path.join()", "os.path.join"],
    ["list->next", "list->next", "list->next"],
    ["Array#flat", "Array#flat", "Array#flat"],
    ["__init__", "__init__", "__init__"],
    ["echo $HOME", "$HOME", "$HOME"],
    ["`retry`", "retry", "retry"],
    ["größeÄndern", "größeÄndern", "größeÄndern"],
  ])("%s", (text, written, normalized) => {
    expect(found(findSymbols, text)).toEqual([[written, normalized]]);
  });

  test.each([
    "Hello World",
    "e.g. this",
    "U.S.A.",
    "end.Next",
    "_word_",
    "NASA",
    "$5",
    "`1`",
    "____",
  ])("%s has none", (text) => {
    expect(found(findSymbols, text)).toEqual([]);
  });

  test("may be as long as its limit and no longer", () => {
    const longest = "a_b".padEnd(symbolLengthMax, "c");
    expect(found(findSymbols, longest)).toHaveLength(1);
    expect(found(findSymbols, `${longest}c`)).toEqual([]);
  });
});
