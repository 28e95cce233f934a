import { catchMutations } from "./mutations/catch-mutations.js";
import { readOptions, type SimulationOptions, usage } from "./read-options.js";
import { simulate } from "./world/simulate.js";

/*
 * `pnpm simulate -- --seeds 10000`: runs seeds, prints what broke and how to see it again.
 */

const progressEveryMs = 5_000;
const violationsShown = 3;

async function runSeeds({ from, seeds, trace }: SimulationOptions): Promise<boolean> {
  const beganMs = performance.now();
  let shownMs = beganMs;
  const total = { steps: 0, ops: 0, virtualMs: 0, failed: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await simulate(seed, { keepTrace: trace });
    total.steps += report.steps;
    total.ops += report.ops;
    total.virtualMs += report.virtualMs;
    for (const line of report.trace) console.log(line);
    if (trace) console.log(`trace ${report.traceHash}`);
    const { violations } = report;
    if (violations.length > 0) {
      total.failed += 1;
      for (const { checker, message } of violations.slice(0, violationsShown)) {
        console.log(`seed ${seed}: ${checker}: ${message}`);
      }
      console.log(`  see it again: pnpm simulate -- --seed ${seed} --trace`);
    }
    if (performance.now() - shownMs < progressEveryMs) continue;
    shownMs = performance.now();
    console.error(`${seed - from + 1} of ${seeds} seeds, ${total.failed} failed`);
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  const hours = (total.virtualMs / 3_600_000).toFixed(1);
  console.log(
    `${seeds} seeds in ${seconds.toFixed(1)} s: ${total.ops} ops, ${total.steps} events, ` +
      `${hours} h of virtual time; ${total.failed} seeds broke a rule`,
  );
  return total.failed === 0;
}

async function runMutations({ seeds }: SimulationOptions): Promise<boolean> {
  let missed = 0;
  console.log("| planted bug | caught at seed | by |\n|---|---:|---|");
  for await (const { name, caught } of catchMutations(seeds)) {
    if (caught === undefined) missed += 1;
    const by = caught?.checkers.map((checker) => `\`${checker}\``).join(", ") ?? "";
    console.log(`| ${name} | ${caught?.seed ?? `not in ${seeds}`} | ${by} |`);
  }
  return missed === 0;
}

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(usage);
} else {
  const isSound = options.mutations ? await runMutations(options) : await runSeeds(options);
  process.exitCode = isSound ? 0 : 1;
}
