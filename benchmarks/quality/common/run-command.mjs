import { writeFileSync } from "node:fs";

/** The command was called in a way it cannot serve; the message says the remedy. */
export class UsageError extends Error {
  code = "ERR_USAGE";
}

const usageExitCode = 2;

/**
 * Runs a benchmark and writes its report to a file, or to stdout when none is named.
 *
 * @param {() => Promise<string>} benchmark
 * @param {string | undefined} reportFile
 */
export async function runCommand(benchmark, reportFile) {
  try {
    const report = await benchmark();
    if (reportFile === undefined) process.stdout.write(report);
    else writeFileSync(reportFile, report);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = usageExitCode;
  }
}
