/**
 * Words for writing WebAssembly text: each function returns one expression or statement. A kernel
 * is these strings in a row, and the generator's loops unroll over rows and registers.
 */

export const get = (local) => `(local.get $${local})`;
export const set = (local, value) => `(local.set $${local} ${value})`;
export const tee = (local, value) => `(local.tee $${local} ${value})`;

export const integer = (value) => `(i32.const ${value})`;
export const i32 = (operator, ...operands) => `(i32.${operator} ${operands.join(" ")})`;
export const f32 = (operator, ...operands) => `(f32.${operator} ${operands.join(" ")})`;
export const i32x4 = (operator, ...operands) => `(i32x4.${operator} ${operands.join(" ")})`;
export const f32x4 = (operator, ...operands) => `(f32x4.${operator} ${operands.join(" ")})`;

export const add = (left, right) => i32("add", left, right);
export const subtract = (left, right) => i32("sub", left, right);
export const multiply = (left, right) => i32("mul", left, right);

/** `value` times a power of two. */
export const times = (value, powerOfTwo) => i32("shl", value, integer(Math.log2(powerOfTwo)));

/** Four equal floats, four equal integers. */
export const floats = (value) => `(v128.const f32x4 ${`${value} `.repeat(4)})`;
export const integers = (value) => `(v128.const i32x4 ${`${value} `.repeat(4)})`;

export const load = (pointer, offset = 0) => `(v128.load offset=${offset} ${get(pointer)})`;
export const loadSplat = (pointer, offset = 0) =>
  `(v128.load32_splat offset=${offset} ${get(pointer)})`;
export const store = (address, value, offset = 0) =>
  `(v128.store offset=${offset} ${address} ${value})`;

/** Moves a pointer, or any counter, on by a constant. */
export const advance = (local, amount) => set(local, add(get(local), integer(amount)));

/** Runs the body, then again while the pointer is below the end. */
export const loopWhileBelow = (label, pointer, end, ...body) =>
  `(loop $${label} ${body.join("\n")} (br_if $${label} ${i32("lt_u", get(pointer), end)}))`;

/** Runs the body, takes `step` off the counter, and runs again until it is zero. */
export const loopCountingDown = (label, counter, step, ...body) =>
  `(loop $${label} ${body.join("\n")}
    (br_if $${label} ${tee(counter, subtract(get(counter), step))}))`;

/** `(if condition (then …))` */
export const when = (condition, ...body) => `(if ${condition} (then ${body.join("\n")}))`;

export const call = (name, ...operands) => `(call $${name} ${operands.join(" ")})`;

/**
 * A function. Parameters are i32 unless their name ends in `:f32`; `integers` and `vectors` are
 * its locals of the types i32 and v128, `scalars` those of f32.
 */
export function func(name, { exported = false, parameters, locals = {} }, ...body) {
  const typed = parameters.map((parameter) => {
    const [local, type = "i32"] = parameter.split(":");
    return `(param $${local} ${type})`;
  });
  const declare = (names = [], type) => names.map((local) => `(local $${local} ${type})`);
  return `(func $${name} ${exported ? `(export "${name}")` : ""} ${typed.join(" ")}
    ${declare(locals.integers, "i32").join(" ")}
    ${declare(locals.scalars, "f32").join(" ")}
    ${declare(locals.vectors, "v128").join(" ")}
    ${body.join("\n")})`;
}

/** 0, 1, … count - 1 */
export const range = (count) => Array.from({ length: count }, (_, index) => index);

const lanes = (type, vector) => range(4).map((lane) => `(${type}.extract_lane ${lane} ${vector})`);

/** Sum of the four floats of a local, in pairs: ((0 + 1) + (2 + 3)). */
export function sumOfLanes(local) {
  const [a, b, c, d] = lanes("f32x4", get(local));
  return f32("add", f32("add", a, b), f32("add", c, d));
}

/** Largest of the four floats of a local. */
export function maximumOfLanes(local) {
  const [a, b, c, d] = lanes("f32x4", get(local));
  return f32("max", f32("max", a, b), f32("max", c, d));
}

/**
 * Nearest integers of four floats below 2^22 in magnitude. Adding 1.5 × 2^23 leaves the integer in
 * the low bits of the mantissa, which is faster than a conversion that must check its range.
 */
const roundingFloat = 12582912;
const roundingBits = "0x4b400000";
export const roundedFloats = (value) => f32x4("add", value, floats(roundingFloat));
export const integersOfRounded = (rounded) => i32x4("sub", rounded, integers(roundingBits));
export const floatsOfRounded = (rounded) => f32x4("sub", rounded, floats(roundingFloat));
export const roundToIntegers = (value) => integersOfRounded(roundedFloats(value));
