import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CoreError, InvalidArgumentError } from "../errors.js";
import { codeTokens } from "./code-tokens.js";
import { LiteralCacheFullError, LiteralNotFoundError, UnknownLiteralKindError } from "./errors.js";
import type { Literal, LiteralInput, LiteralKind } from "./literal.js";
import { LiteralCache, literalBytes } from "./literal-cache.js";
import { literalLimits, literalOverheadBytes } from "./literal-limits.js";

function literal(key: string, more: Partial<LiteralInput> = {}): LiteralInput {
  return { key, kind: "constant", value: "42", ...more };
}

function cacheOf(...literals: LiteralInput[]): LiteralCache {
  const cache = new LiteralCache();
  for (const it of literals) cache.put(it);
  return cache;
}

function keysFound(cache: LiteralCache, query?: string): string[] {
  return cache.search(query).literals.map((it) => it.key);
}

describe("writing and reading", () => {
  test("everything comes back exactly as sent", () => {
    const sent = literal("a/b c%2F\u0000__proto__", {
      kind: "signature",
      value: " \r\n\tf(x: “é”) e\u0301 👩‍👩‍👧 \u202e ",
      context: "",
      importance: 999.75,
    });
    expect(cacheOf(sent).get(sent.key)).toEqual({ ...sent, accessCount: 0, ordinal: 0 });
  });

  test("what is not part of a literal is not kept, importance is 1 by default", () => {
    const cache = cacheOf({ ...literal("a"), extra: true } as LiteralInput);
    expect(cache.get("a")).toEqual({ ...literal("a"), importance: 1, accessCount: 0, ordinal: 0 });
  });

  test("the same key overwrites, becomes the newest and keeps its access count", () => {
    const cache = cacheOf(literal("a", { context: "old" }), literal("b"));
    cache.countAccess("a");
    cache.put(literal("a", { value: "43", kind: "variable" }));
    expect(cache.size).toBe(2);
    expect(cache.get("a")).toEqual({
      key: "a",
      kind: "variable",
      value: "43",
      importance: 1,
      accessCount: 1,
      ordinal: 2,
    });
    expect([...cache].map((it) => it.key)).toEqual(["b", "a"]);
    expect(keysFound(cache, "old")).toEqual([]);
  });

  test("what was removed is gone from everything", () => {
    const cache = cacheOf(literal("alpha", { value: "beta", context: "gamma" }));
    cache.remove("alpha");
    expect([cache.size, cache.bytes, cache.has("alpha"), [...cache]]).toEqual([0, 0, false, []]);
    expect(keysFound(cache, "alpha beta gamma")).toEqual([]);
    expect(cache.heldBytes).toBe(0);
  });

  test("a key that names nothing is an error, but not for counting accesses", () => {
    const cache = cacheOf(literal("a"));
    expect(() => cache.get("b")).toThrow(new LiteralNotFoundError());
    expect(() => cache.remove("b")).toThrow("Entity not found");
    cache.countAccess("b");
    expect(cache.size).toBe(1);
  });
});

describe("limits", () => {
  test.each<[string, LiteralInput]>([
    ["key", literal("k".repeat(literalLimits.keyLengthMax))],
    ["value", literal("k", { value: "v".repeat(literalLimits.valueLengthMax) })],
    ["context", literal("k", { context: "c".repeat(literalLimits.contextLengthMax) })],
  ])("a %s may be as long as its limit and no longer", (name, longest) => {
    expect(cacheOf(longest).size).toBe(1);
    const longer = { ...longest, [name]: `${longest[name as "key"]}x` };
    expect(() => cacheOf(longer)).toThrow(InvalidArgumentError);
  });

  test.each<[string, LiteralInput]>([
    ["a blank key", literal(" \n")],
    ["an empty key", literal("")],
    ["a blank value", literal("k", { value: "\t" })],
    ["a lone surrogate", literal("k", { value: "a\ud800b" })],
    ["a lone surrogate in the context", literal("k", { context: "\udc00" })],
    ["a negative importance", literal("k", { importance: -0.001 })],
    ["too high an importance", literal("k", { importance: 1000.001 })],
    ["an importance that is no number", literal("k", { importance: Number.NaN })],
  ])("%s is refused", (_name, input) => {
    expect(() => cacheOf(input)).toThrow(InvalidArgumentError);
  });

  test("importance reaches from 0 to 1000", () => {
    expect(cacheOf(literal("a", { importance: 0 })).get("a").importance).toBe(0);
    expect(cacheOf(literal("a", { importance: 1000 })).get("a").importance).toBe(1000);
  });

  test("an unknown kind has an error of its own", () => {
    const input = literal("k", { kind: "macro" as LiteralKind });
    expect(() => cacheOf(input)).toThrow(UnknownLiteralKindError);
    expect(() => cacheOf(input)).toThrow("kind must be one of variable, function, class, path");
  });

  test("a full cache refuses a new key, takes the old ones, and drops nothing", () => {
    const cache = new LiteralCache({ countMax: 2 });
    cache.put(literal("a"));
    cache.put(literal("b"));
    expect(() => cache.put(literal("c"))).toThrow(new LiteralCacheFullError());
    expect(() => cache.assertFits(literal("c"))).toThrow("Literal cache is full");
    cache.put(literal("a", { value: "7" }));
    expect([...cache].map((it) => [it.key, it.value])).toEqual([
      ["b", "42"],
      ["a", "7"],
    ]);
    expect(cache.writes).toBe(3);
  });

  test("by default 4 096 literals and 1 MiB fit", () => {
    const cache = new LiteralCache();
    for (let i = 0; i < 4096; i++) cache.put(literal(`key${i}`));
    expect(() => cache.put(literal("one more"))).toThrow(LiteralCacheFullError);
    expect(new LiteralCache().bounds.bytesMax).toBe(1_048_576);
  });

  test("bytes are those of UTF-8 and a share for the rest, to the byte", () => {
    const input = literal("ké", { value: "€", context: "👋" });
    expect(literalBytes(input)).toBe(3 + 3 + 4 + literalOverheadBytes);
    expect(new LiteralCache({ bytesMax: literalBytes(input) }).put(input).key).toBe("ké");
    const tooSmall = new LiteralCache({ bytesMax: literalBytes(input) - 1 });
    expect(() => tooSmall.put(input)).toThrow(LiteralCacheFullError);
  });

  test("an overwrite that does not fit leaves what was there", () => {
    const cache = new LiteralCache({ bytesMax: literalBytes(literal("a")) });
    cache.put(literal("a"));
    expect(() => cache.put(literal("a", { value: "420" }))).toThrow(LiteralCacheFullError);
    expect(cache.get("a").value).toBe("42");
    expect(keysFound(cache, "42")).toEqual(["a"]);
  });

  test("a cache that is full to the byte takes an overwrite of the same size", () => {
    const cache = new LiteralCache({ bytesMax: literalBytes(literal("a")) });
    cache.put(literal("a"));
    expect(cache.put(literal("a", { value: "24" })).value).toBe("24");
    expect(cache.bytes).toBe(cache.bounds.bytesMax);
  });

  test("assertFits changes nothing", () => {
    const cache = cacheOf(literal("a"));
    cache.assertFits(literal("b"));
    expect([cache.size, cache.writes]).toEqual([1, 1]);
    expect(() => cache.assertFits(literal(""))).toThrow(InvalidArgumentError);
  });

  test.each([0, 1001, 1.5, Number.NaN])("%d results cannot be asked for", (limit) => {
    expect(() => cacheOf(literal("a")).search("a", limit)).toThrow(InvalidArgumentError);
  });
});

describe("errors", () => {
  test("carry stable codes", () => {
    const codes = [
      new LiteralCacheFullError(),
      new LiteralNotFoundError(),
      new UnknownLiteralKindError([]),
    ].map((error) => (error instanceof CoreError ? [error.name, String(error.code)] : []));
    expect(codes).toEqual([
      ["LiteralCacheFullError", "ERR_LITERAL_CACHE_FULL"],
      ["LiteralNotFoundError", "ERR_LITERAL_NOT_FOUND"],
      ["UnknownLiteralKindError", "ERR_UNKNOWN_LITERAL_KIND"],
    ]);
  });
});

describe("search", () => {
  test("counts tokens of key, value and context, each once", () => {
    const cache = cacheOf(
      literal("getUserName", { value: "user user user" }),
      literal("x", { value: "(user, name) => void" }),
      literal("y", { context: "called with the user's name by get" }),
    );
    expect(keysFound(cache, "user_name")).toEqual(["y", "x", "getUserName"]);
    expect(keysFound(cache, "getName: void")).toEqual(["y", "x", "getUserName"]);
    expect(keysFound(cache, "GET-USER-NAME by")).toEqual(["y", "getUserName", "x"]);
    expect(keysFound(cache, "void")).toEqual(["x"]);
  });

  test("of equal scores the more important comes first, then the newer", () => {
    const cache = cacheOf(
      literal("a one", { importance: 2 }),
      literal("b one"),
      literal("c one"),
      literal("d one two", { importance: 0 }),
    );
    expect(keysFound(cache, "one two")).toEqual(["d one two", "a one", "c one", "b one"]);
  });

  test("without a query all are given: the important first, then the newer", () => {
    const cache = cacheOf(literal("a"), literal("b", { importance: 5 }), literal("c"));
    expect(keysFound(cache)).toEqual(["b", "c", "a"]);
    expect(keysFound(cache, "  ")).toEqual(["b", "c", "a"]);
    expect(keysFound(cache, "?!")).toEqual([]);
  });

  test("gives 20 unless told otherwise and says how many there are", () => {
    const cache = new LiteralCache();
    for (let i = 0; i < 30; i++) cache.put(literal(`key ${i}`));
    const found = cache.search("key");
    expect([found.literals.length, found.total]).toEqual([20, 30]);
    expect(cache.search("key", 3).literals.map((it) => it.key)).toEqual([
      "key 29",
      "key 28",
      "key 27",
    ]);
    expect(cache.search("key", 1000).literals).toHaveLength(30);
  });
});

const word = fc.constantFrom("get", "User", "_id", " ", "the", "HTTP", "é", "x1", "Name");
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(""));
const input: fc.Arbitrary<LiteralInput> = fc.record(
  {
    key: fc.constantFrom("a", "b_User", "getName", "d x1"),
    kind: fc.constantFrom("path", "type"),
    value: text.filter((it) => it.trim() !== ""),
    context: text,
    importance: fc.constantFrom(0, 1, 2),
  },
  { requiredKeys: ["key", "kind", "value"] },
);
const step = fc.oneof(
  { weight: 4, arbitrary: input.map((it) => ({ put: it })) },
  { weight: 1, arbitrary: input.map((it) => ({ remove: it.key })) },
  { weight: 1, arbitrary: input.map((it) => ({ access: it.key })) },
);

/** Plain lists and loops that do what the cache promises. */
class NaiveCache {
  literals: Literal[] = [];
  #writes = 0;

  apply(it: { put: LiteralInput } | { remove: string } | { access: string }): void {
    if ("put" in it) {
      const accessCount = this.literals.find((old) => old.key === it.put.key)?.accessCount ?? 0;
      this.literals = this.literals.filter((old) => old.key !== it.put.key);
      this.literals.push({ importance: 1, ...it.put, accessCount, ordinal: this.#writes++ });
    } else if ("remove" in it) {
      this.literals = this.literals.filter((old) => old.key !== it.remove);
    } else {
      this.literals = this.literals.map((old) =>
        old.key === it.access ? { ...old, accessCount: old.accessCount + 1 } : old,
      );
    }
  }

  search(query: string): Literal[] {
    const score = (it: Literal) => {
      const own = codeTokens(`${it.key} ${it.value} ${it.context ?? ""}`);
      return codeTokens(query).filter((token) => own.includes(token)).length;
    };
    return this.literals
      .filter((it) => query.trim() === "" || score(it) > 0)
      .sort((a, b) => score(b) - score(a) || b.importance - a.importance || b.ordinal - a.ordinal);
  }
}

test("whatever is written, removed and read, it is as a naive cache has it", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), text, (steps, query) => {
      const cache = new LiteralCache();
      const naive = new NaiveCache();
      for (const it of steps) {
        naive.apply(it);
        if ("put" in it) cache.put(it.put);
        else if ("access" in it) cache.countAccess(it.access);
        else if (cache.has(it.remove)) cache.remove(it.remove);
      }
      expect([...cache]).toEqual(naive.literals);
      expect(cache.search(query)).toEqual({
        literals: naive.search(query),
        total: naive.search(query).length,
      });
      expect(cache.bytes).toBe(naive.literals.reduce((sum, it) => sum + literalBytes(it), 0));
    }),
  );
});
