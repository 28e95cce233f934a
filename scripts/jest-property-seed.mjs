// Properties draw from one seed, so that a commit's tests fail for what it changes and not by the
// luck of a draw. `npm run test:random` draws anew; SEMVEC_PROPERTY_SEED repeats what it printed.
import fc from "fast-check";

const seed = process.env.SEMVEC_PROPERTY_SEED || "20261126";
if (seed !== "random") fc.configureGlobal({ seed: readSeed(seed) });

function readSeed(text) {
  const seed = Number(text);
  if (text.trim() !== "" && Number.isInteger(seed)) return seed;
  throw new Error(`SEMVEC_PROPERTY_SEED is "random" or a whole number, not ${text}`);
}
