import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openEmbedder } from "@semvec/embedders";
import {
  startTestServer,
  type TestServer,
  temporaryDirectory,
} from "../src/testing/test-server.js";

const root = new URL("../../../", import.meta.url);

let server: TestServer;
const folder = temporaryDirectory();

beforeAll(async () => {
  server = await startTestServer({}, { embedder: await openEmbedder({ kind: "use-lite" }) });
});

afterAll(async () => {
  await server.close();
  folder.remove();
});

/** The blocks of a page in one language, in order. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(new URL(page, root), "utf8");
  const found = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...found].flatMap(([, name, body = ""]) => (name === language ? [body] : []));
}

/** Types what a page says into a shell; a call that is refused ends it. */
async function typeIn(page: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const lines = blocks(page, "sh")
    .join("\n")
    .replaceAll("localhost:8080", new URL(server.url).host)
    // The page's own date may be over.
    .replace(/("expires_at":)\d+/g, "$14102444800")
    .replace(/^(npm start|export SEMVEC_TOKEN=.*)$/gm, "");
  const script = `set -e\ncurl() { command curl --fail-with-body "$@"; }\n${lines}`;
  const { stdout } = await promisify(execFile)("sh", ["-c", script], {
    cwd: folder.path,
    env: { PATH: process.env["PATH"], SEMVEC_TOKEN: server.token(), ...env },
  });
  return stdout;
}

describe("what the pages tell to type works", () => {
  test("README, which shows the context of its last call", async () => {
    const answers = await typeIn("README.md");
    const { context } = JSON.parse(answers.slice(answers.lastIndexOf('{"session_id"')));
    expect(`${context}\n`).toBe(blocks("README.md", "text")[0]);
  });

  test("the first steps, then steering the same session", async () => {
    await typeIn("docs/guides/first-steps.md");
    const params = { session_id: "chat-1" };
    const { memories } = await server.as("alice").ok("listMemories", { params, query: {} });
    const answers = await typeIn("docs/guides/controls.md", {
      HASH: memories[0]?.memory_hash ?? "",
    });
    expect(answers).toContain('"consistent":true');
  });
});
