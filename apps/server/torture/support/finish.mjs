import { appendFileSync } from "node:fs";

const started = performance.now();

// Whoever stops a run stops what it has started too: that listens to this process's exit.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/**
 * Ends a run: its problems, its summary of one line, and the counts that CI adds up. Where
 * `SEMVEC_TORTURE_RECORD` names a file, the summary is also appended there.
 */
export function finish(name, summary, problems) {
  const seconds = Math.round((performance.now() - started) / 1000);
  const line = `${name}: ${summary} (${seconds} s)`;
  for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
  if (problems.length > 20) console.log(`and ${problems.length - 20} more problems`);
  console.log(line);
  const record = process.env.SEMVEC_TORTURE_RECORD;
  if (record) appendFileSync(record, `${problems.length === 0 ? "ok" : "FAILED"} ${line}\n`);
  console.log(problems.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Ends a run that this machine cannot do. */
export function skip(name, reason) {
  console.log(`skipped: ${name} (${reason})`);
  console.log("0 passed, 0 failed, 1 skipped");
}

/** How far a long run has come, on stderr. */
export function progress(text) {
  process.stderr.write(`${text}\n`);
}

/** The value that a share of all values does not exceed, rounded. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
}
