import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { run, runCompiled } from "../testing/run.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const supportConversation = fileURLToPath(
  new URL("../../../../examples/support-conversation.jsonl", import.meta.url),
);

interface ReplayJson {
  readonly session_id: string;
  readonly turns: number;
  readonly answers: readonly { readonly question: string; readonly context: string }[];
}

/** Replays the example with the bundled model, and answers the context for each question. */
async function contexts(questions: readonly string[], ...options: string[]): Promise<string[]> {
  const asked = questions.flatMap((question) => ["--ask", question]);
  const result = await run(["replay", supportConversation, "--json", ...asked, ...options]);
  const { turns, answers } = JSON.parse(result.stdout) as ReplayJson;
  expect(turns).toBe(64);
  expect(answers.map(({ question }) => question)).toEqual(questions);
  return answers.map(({ context }) => context);
}

describe("the support conversation", () => {
  test("exact facts of 64 turns come back, each in a context of 350 tokens", async () => {
    const facts = {
      "When does the next coffee bag leave?": "Monday 6 April",
      "What is the RMA number of the grinder return?": "RMA-60417",
      "Which account does the refund go to?": "account ending in 093",
      "How often do I have to descale?": "about every 90 days",
      "Which neighbour may sign for the parcel?": "Mr Desmet in flat 2A",
      "What is the VAT number for the invoice?": "BE 0784.331.962",
      "What is the brew ratio for the double basket?": "18 grams in, 36 grams out",
      "When do my loyalty points expire?": "30 June 2026",
      "What decaf coffee do I get and how much is it?": "Quiet Tide and costs 14.60 EUR",
    };
    const found = await contexts(Object.keys(facts));
    for (const [index, fact] of Object.values(facts).entries()) {
      expect(found[index]).toContain(fact);
      expect((found[index] ?? "").length).toBeLessThanOrEqual(350 * 4);
    }
  });

  test("facts that take a wider look: a return to an earlier topic", async () => {
    const facts = {
      "What is the serial number of the machine?": "BD7-114-90356",
      "Why did the drip tray not arrive?": "the envelope was torn",
      "What was the tracking number of the second shipment of the drip tray?": "KX 5534 9020 BE",
    };
    const wider = ["--top-k", "10", "--token-budget", "600"];
    const found = await contexts(Object.keys(facts), ...wider);
    for (const [index, fact] of Object.values(facts).entries()) {
      expect(found[index]).toContain(fact);
    }
  });
});

test("LoCoMo: evidence is counted by question and in total", async () => {
  await using folder = await temporaryFolder();
  const conversation = {
    session_1_date_time: "1:56 pm on 8 May, 2023",
    session_1: [
      { speaker: "Ana", dia_id: "D1:1", text: "We sailed to Crete in June." },
      { speaker: "Bo", dia_id: "D1:2", text: "My cat is called Basil." },
      { speaker: "Ana", dia_id: "D1:3", text: "I am allergic to cats." },
    ],
  };
  const qa = [
    { question: "Where did Ana sail?", category: 4, evidence: ["D1:1"] },
    { question: "What is Bo's cat called?", category: 4, evidence: ["D1:2"] },
  ];
  await writeFile(folder.file("locomo.json"), JSON.stringify([{ conversation, qa }]));
  const args = ["replay", folder.file("locomo.json"), "--questions", "2", "--top-k", "1"];
  const result = await runCompiled([...args, "--batch", "2", "--session", "s1"]);
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toBe(
    [
      "3 turns in session s1",
      "",
      "evidence: in memories / in context / of",
      "  1 / 1 / 1  Where did Ana sail?",
      "  1 / 1 / 1  What is Bo's cat called?",
      "  2 / 2 / 2  in total; 2 of 2 questions have all their evidence in the context",
      "",
    ].join("\n"),
  );
  expect(result.stderr).not.toContain("storing");
});

test("--questions on a file without questions", async () => {
  const result = await run(["replay", supportConversation, "--questions", "3"]);
  expect(result).toMatchObject({ exitCode: 2, stdout: "" });
  expect(result.stderr).toContain("--questions is for LoCoMo");
});

test("nobody listens at --url", async () => {
  const result = await run(["replay", supportConversation, "--url", "http://127.0.0.1:1"]);
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toMatch(/^semvec: POST .* start a service with `semvec serve`.*\n$/);
});

test("a file that is not there", async () => {
  const result = await run(["replay", "no-such-file.txt"]);
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toMatch(/^semvec: ENOENT: .*no-such-file\.txt'\n$/);
});
