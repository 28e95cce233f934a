import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { SemvecClient } from "@semvec/client";
import { runCompiled } from "../testing/run.js";
import { runningService } from "../testing/running-service.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

test("serves with the token of its banner, and ends cleanly on SIGTERM", async () => {
  await using folder = await temporaryFolder();
  const pidFile = folder.file("semvec.pid");
  const service = await runningService("--embedder", "none", "--pid-file", pidFile);
  try {
    const client = new SemvecClient({ baseUrl: service.url, token: service.token });
    expect(await client.createSession({ sessionId: "s", dimension: 2 })).toEqual({
      sessionId: "s",
      created: true,
    });
    expect(await readFile(pidFile, "utf8")).toBe(`${service.processId}\n`);
  } finally {
    expect(await service.stop()).toBe(0);
  }
  expect(existsSync(pidFile)).toBe(false);
});

test.each([
  [["--log-level", "loud"], {}, 2, "SEMVEC_LOG_LEVEL must be one of silent"],
  [["--port", "65536"], {}, 2, "Give a whole number from 0 to 65535"],
  [["--embedder", "magic"], {}, 2, "SEMVEC_EMBEDDER must be one of use-lite"],
  [["--strict-config"], { SEMVEC_PROT: "1" }, 2, "SEMVEC_PROT is not a setting"],
  [["--workers", "2"], {}, 2, "set DATABASE_URL to a PostgreSQL server"],
  [["--host", "0.0.0.0"], {}, 1, "set SEMVEC_LICENSE_JWKS"],
])("refuses to start with %j %j: %d", async (args, env, exitCode, problem) => {
  await using folder = await temporaryFolder();
  const result = await runCompiled(["serve", ...args], { env, cwd: folder.path });
  expect(result).toMatchObject({ exitCode, stdout: "" });
  expect(result.stderr.trim().split("\n")).toEqual([expect.stringContaining(problem)]);
});
