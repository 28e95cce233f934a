/** Multi-head attention of one text, in 32-bit floats. */
import { exponentialLocals, exponentiate } from "./exponential.mjs";
import {
  add,
  advance,
  call,
  f32,
  f32x4,
  floats,
  func,
  get,
  i32,
  integer,
  load,
  loadSplat,
  loopCountingDown,
  loopWhileBelow,
  maximumOfLanes,
  multiply,
  range,
  set,
  store,
  subtract,
  sumOfLanes,
  times,
} from "./wat.mjs";

/** Stands for minus infinity, so that padding gets no weight. */
const lowestScore = "(f32.const -1e30)";

export const attentionKernels = ({ headCount }) => [
  transpose(),
  multiplyFloatRows(4),
  multiplyFloatRows(1),
  multiplyFloats(),
  softmax(),
  attend(headCount),
];

/**
 * `rows` rows (a multiple of 4) of `width` floats, `stride` bytes apart, to output[width][rows].
 * Rows past the text hold finite values of an earlier text; softmax overwrites their scores.
 */
function transpose() {
  const rowPointers = range(4).map((row) => `row${row}`);
  // Lane k of a shuffle is one of eight floats: 0 to 3 of the first vector, 4 to 7 of the second.
  const shuffle = (first, second, lanes) => {
    const bytes = lanes.flatMap((lane) => range(4).map((byte) => 4 * lane + byte));
    return `(i8x16.shuffle ${bytes.join(" ")} ${get(first)} ${get(second)})`;
  };
  const line = (index) => add(get("target"), multiply(get("rows"), integer(4 * index)));
  return func(
    "transpose",
    {
      parameters: ["input", "stride", "width", "output", "rows"],
      locals: {
        integers: ["row", "column", "target", ...rowPointers],
        vectors: range(8).map((index) => `v${index}`),
      },
    },
    loopWhileBelow(
      "fourRows",
      "row",
      get("rows"),
      set("row0", get("input")),
      ...range(3).map((row) => set(`row${row + 1}`, add(get(`row${row}`), get("stride")))),
      set("target", add(get("output"), times(get("row"), 4))),
      set("column", get("width")),
      loopCountingDown(
        "fourColumns",
        "column",
        integer(4),
        ...rowPointers.flatMap((pointer, row) => [
          set(`v${row}`, load(pointer)),
          advance(pointer, 16),
        ]),
        set("v4", shuffle("v0", "v1", [0, 4, 1, 5])),
        set("v5", shuffle("v0", "v1", [2, 6, 3, 7])),
        set("v6", shuffle("v2", "v3", [0, 4, 1, 5])),
        set("v7", shuffle("v2", "v3", [2, 6, 3, 7])),
        store(line(0), shuffle("v4", "v6", [0, 1, 4, 5])),
        store(line(1), shuffle("v4", "v6", [2, 3, 6, 7])),
        store(line(2), shuffle("v5", "v7", [0, 1, 4, 5])),
        store(line(3), shuffle("v5", "v7", [2, 3, 6, 7])),
        set("target", line(4)),
      ),
      set("input", add(get("input"), times(get("stride"), 4))),
      advance("row", 4),
    ),
  );
}

const floatProductParameters = [
  "left",
  "leftStride",
  "right",
  "rightStride",
  "output",
  "outputStride",
];

/** `rowCount` rows × all columns (a multiple of 8); strides in bytes. */
function multiplyFloatRows(rowCount) {
  const rows = range(rowCount);
  const sums = rows.flatMap((row) => [`sum${row}0`, `sum${row}1`]);
  const accumulate = rows.flatMap((row) => [
    set("factor", loadSplat(`left${row}`)),
    ...range(2).map((half) => {
      const product = f32x4("mul", get("factor"), get(`right${half}`));
      return set(`sum${row}${half}`, f32x4("add", get(`sum${row}${half}`), product));
    }),
    advance(`left${row}`, 4),
  ]);
  return func(
    `multiplyFloatRows${rowCount}`,
    {
      parameters: [...floatProductParameters, "inner", "columns"],
      locals: {
        integers: ["at", "target", "remaining", ...rows.map((row) => `left${row}`)],
        vectors: ["right0", "right1", "factor", ...sums],
      },
    },
    loopCountingDown(
      "eightColumns",
      "columns",
      integer(8),
      set("at", get("right")),
      set("left0", get("left")),
      ...range(rowCount - 1).map((row) =>
        set(`left${row + 1}`, add(get(`left${row}`), get("leftStride"))),
      ),
      set("remaining", get("inner")),
      ...sums.map((local) => set(local, floats(0))),
      loopCountingDown(
        "innermost",
        "remaining",
        integer(1),
        set("right0", load("at")),
        set("right1", load("at", 16)),
        ...accumulate,
        set("at", add(get("at"), get("rightStride"))),
      ),
      set("target", get("output")),
      ...rows.flatMap((row) => [
        store(get("target"), get(`sum${row}0`)),
        store(get("target"), get(`sum${row}1`), 16),
        set("target", add(get("target"), get("outputStride"))),
      ]),
      advance("output", 32),
      advance("right", 32),
    ),
  );
}

/** Product of float matrices with strides in bytes: rows by fours, then one by one. */
function multiplyFloats() {
  const rowArguments = [...floatProductParameters, "inner", "columns"].map(get);
  const block = (label, rowCount, isDone) => `(block $${label}Done (loop $${label}
    (br_if $${label}Done ${isDone})
    ${call(`multiplyFloatRows${rowCount}`, ...rowArguments)}
    ${set("left", add(get("left"), multiply(get("leftStride"), integer(rowCount))))}
    ${set("output", add(get("output"), multiply(get("outputStride"), integer(rowCount))))}
    ${set("rows", subtract(get("rows"), integer(rowCount)))}
    (br $${label})))`;
  return func(
    "multiplyFloats",
    { parameters: [...floatProductParameters, "rows", "inner", "columns"] },
    block("fours", 4, i32("lt_u", get("rows"), integer(4))),
    block("ones", 1, i32("eqz", get("rows"))),
  );
}

/** Each row to a distribution, in place. Rows are padded to 8 floats with the lowest score. */
function softmax() {
  const isPadded = i32("eqz", i32("and", subtract(get("end"), get("input")), integer(31)));
  return func(
    "softmax",
    {
      parameters: ["input", "stride", "rows", "count"],
      locals: { integers: ["at", "end"], vectors: [...exponentialLocals, "largest", "total"] },
    },
    loopCountingDown(
      "row",
      "rows",
      integer(1),
      set("end", add(get("input"), times(get("count"), 4))),
      `(block $padded (loop $pad (br_if $padded ${isPadded})
        (f32.store ${get("end")} ${lowestScore}) ${advance("end", 4)} (br $pad)))`,
      set("largest", f32x4("splat", lowestScore)),
      set("at", get("input")),
      loopWhileBelow(
        "findLargest",
        "at",
        get("end"),
        set("largest", f32x4("pmax", get("largest"), load("at"))),
        advance("at", 16),
      ),
      set("largest", f32x4("splat", maximumOfLanes("largest"))),
      set("total", floats(0)),
      set("at", get("input")),
      loopWhileBelow(
        "exponentiate",
        "at",
        get("end"),
        set("value", f32x4("sub", load("at"), get("largest"))),
        exponentiate,
        store(get("at"), get("value")),
        set("total", f32x4("add", get("total"), get("value"))),
        advance("at", 16),
      ),
      set("total", f32x4("splat", f32("div", "(f32.const 1)", sumOfLanes("total")))),
      set("at", get("input")),
      loopWhileBelow(
        "scale",
        "at",
        get("end"),
        store(get("at"), f32x4("mul", load("at"), get("total"))),
        advance("at", 16),
      ),
      set("input", add(get("input"), get("stride"))),
    ),
  );
}

/**
 * Rows of queries, keys and values ([count][3 × width]) to mixed values ([count][width]).
 * `keys` and `scores` are scratch.
 */
function attend(headCount) {
  const paddedBytes = times(get("padded"), 4);
  const part = (index) =>
    add(add(get("input"), multiply(get("width"), integer(4 * index))), get("head"));
  const headBytes = times(get("headWidth"), 4);
  return func(
    "attend",
    {
      exported: true,
      parameters: ["input", "count", "width", "output", "keys", "scores"],
      locals: { integers: ["head", "headWidth", "padded", "stride"] },
    },
    set("headWidth", i32("div_u", get("width"), integer(headCount))),
    set("padded", i32("and", add(get("count"), integer(7)), integer(-8))),
    set("stride", multiply(get("width"), integer(12))),
    loopWhileBelow(
      "heads",
      "head",
      times(get("width"), 4),
      call("transpose", part(1), get("stride"), get("headWidth"), get("keys"), get("padded")),
      call(
        "multiplyFloats",
        ...[part(0), get("stride"), get("keys"), paddedBytes, get("scores"), paddedBytes],
        ...[get("count"), get("headWidth"), get("padded")],
      ),
      call("softmax", get("scores"), paddedBytes, get("count"), get("count")),
      call(
        "multiplyFloats",
        ...[get("scores"), paddedBytes, part(2), get("stride")],
        ...[add(get("output"), get("head")), times(get("width"), 4)],
        ...[get("count"), get("count"), get("headWidth")],
      ),
      set("head", add(get("head"), headBytes)),
    ),
  );
}
