import { expect, test } from "@jest/globals";
import { StoreFailedError, UnknownCommitError } from "../errors.js";
import { EngineStore } from "../store/engine-store.js";
import { LogWriter } from "../testing/log-writer.js";
import { impatientClock } from "../testing/manual-clock.js";
import { SqliteEngine } from "./sqlite-engine.js";

/** A thread that runs this code instead of a database. */
function threadOf(code: string): URL {
  const module = `import { parentPort } from "node:worker_threads"; ${code}`;
  return new URL(`data:text/javascript,${encodeURIComponent(module)}`);
}

test("a thread that dies in a commit leaves an unknown outcome and a failed store", async () => {
  const failures: StoreFailedError[] = [];
  const engine = await SqliteEngine.open(":memory:", {
    threadEntry: threadOf(`
      parentPort.postMessage({ type: "open" });
      parentPort.once("message", () => { throw new Error("out of luck"); });
    `),
    onFailure: (error) => failures.push(error),
  });
  const store = new EngineStore(engine, impatientClock());
  const writer = new LogWriter(store.forTenant("t"), "e");
  await expect(writer.append()).rejects.toThrow(UnknownCommitError);
  await expect(writer.append()).rejects.toThrow(StoreFailedError);
  await expect(store.forTenant("t").head("e")).rejects.toThrow(/out of luck/);
  expect(failures).toEqual([expect.any(StoreFailedError)]);
  await store.close();
});

test.each(["process.exit(1)", 'throw new Error("early")'])(
  "a thread that ends with %s before it is open is reported",
  async (code) => {
    const opening = SqliteEngine.open(":memory:", { threadEntry: threadOf(code) });
    await expect(opening).rejects.toThrow(StoreFailedError);
  },
);
