import {
  f32x4,
  floats,
  floatsOfRounded,
  get,
  i32x4,
  integer,
  integersOfRounded,
  roundedFloats,
  set,
} from "./wat.mjs";

/** Below exp(-87) the result would be denormal. */
const smallestExponent = -87;
const log2OfE = Math.LOG2E;
/** ln 2 in two parts, the first exact in few bits, so that the remainder keeps its precision. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;
/** (exp(x) - 1 - x) / x² on ±ln 2 / 2, highest power first: Cephes, `expf`. */
const coefficients = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
];

/** The locals that {@link exponentiate} works in. */
export const exponentialLocals = ["value", "partial", "rounded"];

const product = f32x4("mul", f32x4("mul", get("partial"), get("value")), get("value"));
const exponent = `(i32x4.shl ${integersOfRounded(get("rounded"))} ${integer(23)})`;

/**
 * Replaces the four floats of `value` by their exponentials, to about two units in the last place:
 * exp(x) = 2^n · exp(r) with n the nearest integer of x / ln 2 and |r| at most ln 2 / 2.
 */
export const exponentiate = [
  set("value", f32x4("max", get("value"), floats(smallestExponent))),
  set("rounded", roundedFloats(f32x4("mul", get("value"), floats(log2OfE)))),
  set("partial", floatsOfRounded(get("rounded"))),
  set(
    "value",
    f32x4(
      "sub",
      f32x4("sub", get("value"), f32x4("mul", get("partial"), floats(ln2High))),
      f32x4("mul", get("partial"), floats(ln2Low)),
    ),
  ),
  set("partial", floats(coefficients[0])),
  ...coefficients
    .slice(1)
    .map((coefficient) =>
      set("partial", f32x4("add", f32x4("mul", get("partial"), get("value")), floats(coefficient))),
    ),
  set("partial", f32x4("add", f32x4("add", product, get("value")), floats(1))),
  // Multiplying by 2^n is adding n to the exponent bits.
  set("value", i32x4("add", get("partial"), exponent)),
].join("\n");
