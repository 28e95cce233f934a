import { describe, expect, test } from "@jest/globals";
import { run, runCompiled } from "./testing/run.js";

describe("exit codes and streams of the compiled command", () => {
  test("--version", async () => {
    const result = await runCompiled(["--version"]);
    expect(result).toEqual({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
  });

  test("--help goes to stdout", async () => {
    const result = await runCompiled(["license", "mint", "--help"]);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toContain("$ export SEMVEC_LICENSE_KEY=$(semvec license mint");
  });

  test.each([
    [["licens"], "semvec: unknown command 'licens' (Did you mean license?) (try --help)\n"],
    [["license", "mint"], "semvec: required option '--sub <subject>' not specified (try --help)\n"],
    [["replay"], "semvec: missing required argument 'file' (try --help)\n"],
    [
      ["replay", "a.txt", "--top-k", "101"],
      "semvec: option '--top-k <n>' argument '101' is invalid. " +
        "Give a whole number from 1 to 100. (try --help)\n",
    ],
  ])("%j is an error of usage: 2, one line on stderr", async (args, stderr) => {
    expect(await runCompiled(args)).toEqual({ exitCode: 2, stdout: "", stderr });
  });

  test("a failure: 1, one line on stderr; with SEMVEC_DEBUG the stack too", async () => {
    const args = ["license", "mint", "--sub", "a", "--key", "nowhere.json"];
    const failed = await runCompiled(args);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr.trim().split("\n")).toHaveLength(1);
    const debugged = await runCompiled(args, { env: { SEMVEC_DEBUG: "1" } });
    expect(debugged.stderr).toMatch(/^semvec: no key at nowhere.json.*\n(.*\n)*\s+at /);
  });
});

test("without a command it shows the help, and that is an error of usage", async () => {
  const result = await run([]);
  expect(result).toMatchObject({ exitCode: 2, stdout: "" });
  expect(result.stderr).toContain("Usage: semvec");
});
