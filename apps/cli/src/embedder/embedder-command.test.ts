import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { SemvecClient } from "@semvec/client";
import { openEmbedder } from "@semvec/embedders";
import { compiledMain, runCompiled } from "../testing/run.js";
import { runningService } from "../testing/running-service.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** The compiled `semvec embedder`, once it listens. */
async function startEmbedder(env: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [compiledMain, "embedder", ...options], { env });
  child.stderr.pipe(process.stderr);
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const exited = once(child, "exit");
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> => {
    child.kill(signal);
    const [exitCode] = (await exited) as [number | null];
    return exitCode;
  };
  const dispose = async (): Promise<void> => void (await stop("SIGKILL"));
  return { line, stop, [Symbol.asyncDispose]: dispose };
}

test("the bundled model serves two services, through a kill -9, and ends on SIGTERM", async () => {
  await using folder = await temporaryFolder();
  const address = `unix:${folder.file("embedder.sock")}`;
  await using first = await startEmbedder({}, "--listen", address);
  expect(first.line).toBe(`use-lite-int8:713639dff4b5 (512 numbers) listens on ${address}\n`);
  const options = ["--embedder-mode", "sidecar", "--embedder-socket", address];
  await using one = await runningService(...options);
  await using other = await runningService(...options);
  const clients = [one, other].map(({ url, token }) => new SemvecClient({ baseUrl: url, token }));
  const say = (message: string, resetContext = false) =>
    Promise.all(clients.map((client) => client.run({ sessionId: "s", message, resetContext })));
  await say("I bought a puppy last week", true);
  const response = "Congratulations!";
  await Promise.all(clients.map((client) => client.store({ sessionId: "s", response })));
  expect(await first.stop("SIGKILL")).toBeNull();
  // The socket file is still there; services wait while the next sidecar starts.
  await using second = await startEmbedder({ SEMVEC_EMBEDDER_SOCKET: address });
  for (const { context } of await say("Which animal do I have?")) {
    expect(context).toContain("puppy");
  }
  expect(await second.stop()).toBe(0);
  expect(existsSync(folder.file("embedder.sock"))).toBe(false);
});

test("one environment does for services and sidecar", async () => {
  await using folder = await temporaryFolder();
  const address = `unix:${folder.file("embedder.sock")}`;
  await using sidecar = await startEmbedder({
    SEMVEC_EMBEDDER_MODE: "sidecar",
    SEMVEC_EMBEDDER_SOCKET: address,
    SEMVEC_EMBEDDER: "use-lite-wasm",
  });
  const embedder = await openEmbedder({ kind: "sidecar", address });
  expect(embedder.id).toBe("use-lite-i16:713639dff4b5");
  await embedder.close();
  expect(await sidecar.stop("SIGINT")).toBe(0);
});

test.each([
  [[], 2, "name an address with --listen or SEMVEC_EMBEDDER_SOCKET"],
  [["--listen", "/run/x"], 1, "the address of a sidecar is unix:/path/to/socket or tcp:HOST:PORT"],
  [["--listen", "tcp:0.0.0.0:0"], 1, "texts travel in the clear"],
  [["--listen", "tcp:127.0.0.1:0", "--embedder", "none"], 1, "there is no embedder to serve"],
  [["--listen", "tcp:127.0.0.1:0", "--embedder", "magic"], 2, "SEMVEC_EMBEDDER must be one of"],
])("refuses to start with %j: %d", async (args, exitCode, problem) => {
  const result = await runCompiled(["embedder", ...args]);
  expect(result).toMatchObject({ exitCode, stdout: "" });
  expect(result.stderr.trim().split("\n")).toEqual([expect.stringContaining(problem)]);
});
