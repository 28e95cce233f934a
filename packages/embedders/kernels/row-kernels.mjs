/** Kernels over rows of floats: gathering, quantizing, layer normalisation, mean, tanh. */
import { exponentialLocals, exponentiate } from "./exponential.mjs";
import {
  add,
  advance,
  f32,
  f32x4,
  floats,
  func,
  get,
  i32,
  integer,
  load,
  loopCountingDown,
  loopWhileBelow,
  maximumOfLanes,
  range,
  roundToIntegers,
  set,
  store,
  sumOfLanes,
  times,
} from "./wat.mjs";

const pieceBytes = 1024;

export const rowKernels = ({ layerNormEpsilon }) => [
  gatherPieces(),
  quantizeRows("quantizeRows"),
  quantizeRows("normalizeAndQuantizeRows", layerNormEpsilon),
  meanOfRows(),
  tanh(),
];

/** output[row] = embedding[piece of row] + position[row], 256 floats each. */
function gatherPieces() {
  return func(
    "gatherPieces",
    {
      exported: true,
      parameters: ["pieces", "count", "embeddings", "positions", "output"],
      locals: { integers: ["source", "end"] },
    },
    loopCountingDown(
      "row",
      "count",
      integer(1),
      set("source", add(get("embeddings"), times(i32("load", get("pieces")), pieceBytes))),
      set("end", add(get("output"), integer(pieceBytes))),
      loopWhileBelow(
        "column",
        "output",
        get("end"),
        store(get("output"), f32x4("add", load("source"), load("positions"))),
        advance("output", 16),
        advance("source", 16),
        advance("positions", 16),
      ),
      advance("pieces", 4),
    ),
  );
}

/**
 * Rows of floats to int16 in ±levels, with a scale per row. With an epsilon it is also the
 * normalisation of a layer norm (mean 0, deviation 1); gain and shift are folded into the weights
 * that come next, and the deviation goes into the scale.
 */
function quantizeRows(name, layerNormEpsilon) {
  const isNormalizing = layerNormEpsilon !== undefined;
  const width = f32("convert_i32_u", get("width"));
  const centred = (offset) => f32x4("sub", load("input", offset), get("mean"));
  const quantized = (offset) => roundToIntegers(f32x4("mul", centred(offset), get("factor")));
  const variance = f32("div", sumOfLanes("squares"), width);
  const deviation = f32("sqrt", f32("add", variance, `(f32.const ${layerNormEpsilon})`));
  const spread = isNormalizing ? f32("div", get("peak"), deviation) : get("peak");
  return func(
    name,
    {
      exported: true,
      parameters: ["input", "output", "scales", "rows", "width", "levels:f32"],
      locals: {
        integers: ["at", "end"],
        scalars: ["peak"],
        vectors: ["mean", "value", "squares", "largest", "factor"],
      },
    },
    loopCountingDown(
      "row",
      "rows",
      integer(1),
      set("end", add(get("input"), times(get("width"), 4))),
      set("mean", floats(0)),
      ...(isNormalizing ? meanOfRow(width) : []),
      set("squares", floats(0)),
      set("largest", floats(0)),
      set("at", get("input")),
      loopWhileBelow(
        "measure",
        "at",
        get("end"),
        set("value", f32x4("sub", load("at"), get("mean"))),
        isNormalizing
          ? set("squares", f32x4("add", get("squares"), f32x4("mul", get("value"), get("value"))))
          : "",
        set("largest", f32x4("pmax", get("largest"), f32x4("abs", get("value")))),
        advance("at", 16),
      ),
      set("peak", f32("max", maximumOfLanes("largest"), "(f32.const 1e-20)")),
      `(f32.store ${get("scales")} ${f32("div", spread, get("levels"))})`,
      set("factor", f32x4("splat", f32("div", get("levels"), get("peak")))),
      loopWhileBelow(
        "round",
        "input",
        get("end"),
        store(get("output"), `(i16x8.narrow_i32x4_s ${quantized(0)} ${quantized(16)})`),
        advance("output", 16),
        advance("input", 32),
      ),
      advance("scales", 4),
    ),
  );
}

/** Sets `mean` to the mean of the row, in two partial sums. Borrows `value` and `squares`. */
function meanOfRow(width) {
  return [
    set("value", floats(0)),
    set("squares", floats(0)),
    set("at", get("input")),
    loopWhileBelow(
      "sum",
      "at",
      get("end"),
      set("value", f32x4("add", get("value"), load("at"))),
      set("squares", f32x4("add", get("squares"), load("at", 16))),
      advance("at", 32),
    ),
    set("value", f32x4("add", get("value"), get("squares"))),
    set("mean", f32x4("splat", f32("div", sumOfLanes("value"), width))),
  ];
}

/** Mean over the rows, eight columns at a time. */
function meanOfRows() {
  const count = f32x4("splat", f32("convert_i32_u", get("rows")));
  return func(
    "meanOfRows",
    {
      exported: true,
      parameters: ["input", "rows", "width", "output"],
      locals: { integers: ["column", "at", "left", "stride"], vectors: ["sum0", "sum1"] },
    },
    set("stride", times(get("width"), 4)),
    loopWhileBelow(
      "columns",
      "column",
      get("stride"),
      set("at", add(get("input"), get("column"))),
      set("left", get("rows")),
      set("sum0", floats(0)),
      set("sum1", floats(0)),
      loopCountingDown(
        "row",
        "left",
        integer(1),
        ...range(2).map((half) =>
          set(`sum${half}`, f32x4("add", get(`sum${half}`), load("at", 16 * half))),
        ),
        set("at", add(get("at"), get("stride"))),
      ),
      ...range(2).map((half) =>
        store(add(get("output"), get("column")), f32x4("div", get(`sum${half}`), count), 16 * half),
      ),
      advance("column", 32),
    ),
  );
}

/** In place: tanh(x) = 1 - 2 / (exp(2x) + 1). */
function tanh() {
  const denominator = f32x4("add", get("value"), floats(1));
  const ratio = f32x4("div", floats(2), denominator);
  return func(
    "tanh",
    {
      exported: true,
      parameters: ["input", "count"],
      locals: { integers: ["end"], vectors: exponentialLocals },
    },
    set("end", add(get("input"), times(get("count"), 4))),
    loopWhileBelow(
      "four",
      "input",
      get("end"),
      // exp(60) is far past the point where tanh is 1, and far below overflow.
      set("value", f32x4("min", f32x4("mul", load("input"), floats(2)), floats(60))),
      exponentiate,
      store(get("input"), f32x4("sub", floats(1), ratio)),
      advance("input", 16),
    ),
  );
}
