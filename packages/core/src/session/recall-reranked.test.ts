import { describe, expect, test } from "@jest/globals";
import { InvalidArgumentError } from "../errors.js";
import { Session } from "./session.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 64;
const nowMs = Date.UTC(2026, 0, 1);
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

function talk(): Session {
  const session = Session.create("chat-1", { dimension }, { nowMs });
  const pairs = [
    ["Is there anything you cannot eat?", "Dairy, sadly, it makes me ill."],
    ["What do you cook?", "Allergic reactions to recipes aside, mostly stews."],
    ["Where do you shop?", "At the market by the harbour."],
  ] as const;
  const turns = pairs.map(([m, r]) => ({ message: say(m), response: say(r) }));
  session.storeTurns(turns, { nowMs });
  return session;
}

const question = { ...say("What is she allergic to?"), nowMs };

/** Knows what words do not say: that dairy answers a question about allergies. */
function knowing(word: string, weight = 4) {
  const read: string[][] = [];
  const rerank = async (_query: string, passages: readonly string[]) => {
    read.push([...passages]);
    return passages.map((passage) => (passage.includes(word) ? 9 : 1));
  };
  return { weight, rerank, read };
}

describe("a reranker", () => {
  test("raises what only it can tell, says so, and the context shows it first", async () => {
    const session = talk();
    const plain = session.recall(question).memories[0]?.text;
    expect(plain).not.toMatch(/Dairy/);
    const answer = await session.recallReranked({ ...question, reranker: knowing("Dairy, sadly") });
    expect(answer.memories[0]?.text).toBe("Dairy, sadly, it makes me ill.");
    expect(answer.memories[0]?.reasons).toContain("reranker");
    expect(answer.context.split("\n")[2]).toContain("Dairy");
    expect(answer.memories[0]?.relevance).toBeLessThanOrEqual(1);
  });

  test("reads each candidate after the end of what was said before it, with who said it", async () => {
    const reranker = knowing("nothing");
    await talk().recallReranked({ ...question, reranker });
    expect(reranker.read).toHaveLength(1);
    expect(reranker.read[0]).toContain(
      "user: Is there anything you cannot eat?\nassistant: Dairy, sadly, it makes me ill.",
    );
    expect(reranker.read[0]).toContain("user: Is there anything you cannot eat?");
  });

  test("that thinks all alike changes nothing, nor does one of no weight", async () => {
    const session = talk();
    const plain = session.recall(question);
    const alike = await session.recallReranked({ ...question, reranker: knowing("nothing", 0) });
    expect(alike).toEqual(plain);
    const weightless = await session.recallReranked({ ...question, reranker: knowing("Dairy", 0) });
    expect(weightless).toEqual(plain);
  });

  test("is not asked when there is nothing to read", async () => {
    const session = Session.create("empty", { dimension }, { nowMs });
    const reranker = knowing("nothing");
    const answer = await session.recallReranked({ ...question, reranker });
    expect(answer.memories).toEqual([]);
    expect(reranker.read).toEqual([]);
  });

  test("owes one finite score a passage", async () => {
    const session = talk();
    for (const scores of [[1], [Number.NaN, 1, 1, 1, 1, 1]]) {
      const reranker = { weight: 1, rerank: async () => scores };
      await expect(session.recallReranked({ ...question, reranker })).rejects.toThrow(
        InvalidArgumentError,
      );
    }
    const reranker = knowing("nothing");
    for (const depth of [4, 101, 5.5]) {
      await expect(session.recallReranked({ ...question, reranker, depth })).rejects.toThrow(
        InvalidArgumentError,
      );
    }
  });

  test("fails with its own error and leaves the session as it was", async () => {
    const session = talk();
    const before = session.stateHash();
    const reranker = { weight: 1, rerank: () => Promise.reject(new Error("no answer")) };
    await expect(session.recallReranked({ ...question, reranker })).rejects.toThrow("no answer");
    expect(session.stateHash()).toBe(before);
  });
});
