import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { locateModelDirectory } from "./read-model-files.js";
import { workerUrl } from "./worker-url.js";

describe("the worker as a process", () => {
  test("outlives a terminal's signals and ends with its owner", async () => {
    const config = JSON.stringify({ runtime: "wasm", modelDirectory: locateModelDirectory() });
    const child = fork(fileURLToPath(workerUrl()), [config], { execArgv: [] });
    expect(await once(child, "message")).toMatchObject([{ kind: "ready" }]);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    child.send({ kind: "embed", id: 1, text: "hello" });
    expect(await once(child, "message")).toMatchObject([{ kind: "embedded", id: 1 }]);
    child.disconnect();
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
