import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

test("no source of the client needs Node: it runs in browsers", () => {
  const folder = new URL("./", import.meta.url);
  const sources = readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name));
  expect(sources).toContain("semvec-client.ts");
  for (const name of sources) {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(text).not.toMatch(/from "node:|\bprocess\.|\bBuffer\b/);
  }
});
