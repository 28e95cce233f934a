import { spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { CliIo } from "../cli-io.js";
import { runCli } from "../run-cli.js";

/** What a run of the command left behind. */
export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run starts with. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
}

/** The compiled command. */
export const compiledMain = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Runs the command in this process. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const io = recordingIo(options);
  const exitCode = await runCli(args, io);
  return { exitCode, stdout: io.stdout.written, stderr: io.stderr.written };
}

/** Runs the compiled command as its own process, with nothing of this one's environment. */
export async function runCompiled(
  args: readonly string[],
  { env = {}, stdin = "", cwd }: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(process.execPath, [compiledMain, ...args], { env, cwd });
  child.stdin.end(stdin);
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exited, stdout, stderr };
}

class RecordingWritable extends Writable {
  written = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString("utf8");
    done();
  }
}

function recordingIo({ env = {}, stdin = "" }: RunOptions) {
  return {
    stdin: Readable.from([stdin]),
    stdout: new RecordingWritable(),
    stderr: new RecordingWritable(),
    env,
  } satisfies CliIo;
}
