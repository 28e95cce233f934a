import { register } from "node:module";
import { mutations } from "./mutation-list.js";

/*
 * A process with one bug planted in it: `mutant.js <name> <first seed> <seeds>`. Prints, as JSON,
 * the first seed that catches it, or nothing.
 */

const [name, from = "1", count = "2000"] = process.argv.slice(2);
const mutation = mutations.find((it) => it.name === name);
if (mutation === undefined) throw new Error(`no mutation is called ${name}`);
register("./mutation-hooks.js", import.meta.url, { data: mutation });
const { simulate } = await import("../world/simulate.js");

/** A bug may well throw where nobody listens: then the seed that did it has caught it. */
let stray: unknown;
process.on("unhandledRejection", (error) => {
  stray ??= error;
});

const first = Number(from);
for (let seed = first; seed < first + Number(count); seed++) {
  const { violations } = await simulate(seed);
  const checker = stray === undefined ? violations[0]?.checker : "nothingIsUnexpected";
  if (checker === undefined) continue;
  const checkers = [...new Set(violations.map((it) => it.checker))];
  const message = stray === undefined ? violations[0]?.message : String(stray);
  console.log(JSON.stringify({ seed, checkers, message }));
  break;
}
