import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../errors.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { readConversation } from "./read-conversation.js";

async function read(name: string, content: string, index = 0) {
  await using folder = await temporaryFolder();
  await writeFile(folder.file(name), content);
  return await readConversation(folder.file(name), index);
}

const line = (fields: object) => JSON.stringify(fields);

describe("JSON", () => {
  const turns = [
    { role: "user", text: "Hi", timestamp: "2026-03-09T09:04:00Z" },
    { speaker: "Ana", text: "Ho", timestamp: 1_773_047_040.5 },
    { role: "assistant", text: "Hm", timestamp: null },
  ];
  const utterances = [
    { speaker: "user", text: "Hi", timestampMs: 1_773_047_040_000 },
    { speaker: "Ana", text: "Ho", timestampMs: 1_773_047_040_500 },
    { speaker: "assistant", text: "Hm" },
  ];

  test.each([
    ["a.jsonl", `\n${turns.map(line).join("\n")}\n\n`],
    ["a.ndjson", turns.map(line).join("\r\n")],
    ["a.json", JSON.stringify(turns)],
    ["a.JSON", JSON.stringify({ turns })],
  ])("%s", async (name, content) => {
    expect(await read(name, content)).toEqual({ utterances, questions: [] });
  });

  test("a time without an offset is UTC", async () => {
    const said = line({ role: "user", text: "Hi", timestamp: "2026-03-09T09:04" });
    const { utterances } = await read("a.jsonl", said);
    expect(utterances[0]?.timestampMs).toBe(Date.UTC(2026, 2, 9, 9, 4));
  });

  test.each([
    ["a.jsonl", `${line({ role: "user", text: "Hi" })}\n{`, "line 2: not JSON"],
    ["a.jsonl", line({ text: "Hi" }), "line 1, role or speaker: expected a text"],
    ["a.jsonl", line({ role: "user", text: " " }), "line 1, text: expected a text"],
    ["a.jsonl", line({ role: "user", text: "Hi", timestamp: "9/3/2026" }), "expected Unix seconds"],
    ["a.jsonl", "[]", "line 1: expected a JSON object"],
    ["a.json", "{}", 'neither an array of turns nor {"turns": [...]}'],
    ["a.json", "[]", "nothing is said in it"],
    ["a.txt", "\nwell then\n", "line 2: expected `Name: text`"],
  ])("%s with %j: %s", async (name, content, problem) => {
    const reading = read(name, content);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(problem);
    await expect(reading).rejects.toThrow(name);
  });
});

test("lines of text: names, roles, and lines that go on", async () => {
  const content = "Ana: Look at https://a.example: fine?\r\n\nUSER: Yes.\n  and no\nDr. O'Neil: Hm";
  expect((await read("chat.txt", content)).utterances).toEqual([
    { speaker: "Ana", text: "Look at https://a.example: fine?" },
    { speaker: "user", text: "Yes.\nand no" },
    { speaker: "Dr. O'Neil", text: "Hm" },
  ]);
});

describe("LoCoMo", () => {
  const conversation = {
    speaker_a: "Ana",
    session_1_date_time: "1:56 pm on 8 May, 2023",
    session_1: [
      { speaker: "Ana", dia_id: "D1:1", text: "I sailed." },
      { speaker: "Bo", dia_id: "D1:2", text: "Look.", blip_caption: "a photo of a dog" },
    ],
    session_2_date_time: "12:05 am on 1 January, 2024",
    session_2: [{ speaker: "Ana", dia_id: "D2:1", text: "Happy new year!" }],
    session_3_date_time: "9:00 am on 2 January, 2024",
  };
  const qa = [
    { question: "What did Bo show?", category: 1, evidence: ["D1:02; D1:1", "D9:9"] },
    { question: "Who never spoke?", category: 5, evidence: ["D1:1"] },
    { question: "Why?", category: 3, evidence: [] },
  ];
  const content = JSON.stringify([
    { conversation: {}, qa: [] },
    { conversation, qa },
  ]);

  test("sittings with their dates, captions in brackets, questions with evidence", async () => {
    expect(await read("locomo.json", content, 1)).toEqual({
      utterances: [
        { speaker: "Ana", text: "I sailed.", timestampMs: Date.UTC(2023, 4, 8, 13, 56) },
        {
          speaker: "Bo",
          text: "Look. [a photo of a dog]",
          timestampMs: Date.UTC(2023, 4, 8, 13, 56),
        },
        { speaker: "Ana", text: "Happy new year!", timestampMs: Date.UTC(2024, 0, 1, 0, 5) },
      ],
      questions: [
        {
          question: "What did Bo show?",
          evidence: ["Bo: Look. [a photo of a dog]", "Ana: I sailed."],
        },
      ],
    });
  });

  test("an index beyond the file", async () => {
    await expect(read("locomo.json", content, 2)).rejects.toThrow("conversations 0 to 1");
  });

  test("a date that is none", async () => {
    const broken = [{ conversation: { ...conversation, session_2_date_time: "May" } }];
    await expect(read("locomo.json", JSON.stringify(broken))).rejects.toThrow(
      'session_2_date_time: no date: "May"',
    );
  });
});
