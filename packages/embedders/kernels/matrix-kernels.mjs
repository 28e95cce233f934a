/**
 * Product of int16 activations and int16 weights with exact int32 sums, scaled to floats.
 *
 * Weights lie in panels of 8 columns; in a panel, rows go in pairs, the two rows of a pair
 * interleaved, so that one `i32x4.dot_i16x8_s` adds two rows of four columns. The pair of
 * activations is broadcast by `v128.load32_splat`.
 *
 * One kernel per inner size, so that row strides are constants and each load one instruction. The
 * tile of 4 rows × 8 columns fills the 15 vector registers of V8; unrolling the inner loop by hand,
 * or a taller tile, would spill them and halve the speed.
 */
import {
  add,
  advance,
  call,
  f32x4,
  floats,
  func,
  get,
  i32,
  i32x4,
  integer,
  integers,
  load,
  loadSplat,
  loopCountingDown,
  loopWhileBelow,
  multiply,
  range,
  set,
  store,
  subtract,
  times,
  when,
} from "./wat.mjs";

const tileRows = 4;
const panelColumns = 8;
/** Two rows of eight int16. */
const panelStepBytes = 32;
/** Eight floats. */
const panelFloatBytes = 32;

/** Bits of the mode: replace negative results by zero; add to what the output holds. */
const modeRelu = 1;
const modeAccumulate = 2;

/** Kernels `multiply<innerSize>` for the inner sizes given. */
export const matrixKernels = (innerSizes) =>
  innerSizes.flatMap((innerSize) => [
    ...range(tileRows).map((index) => tile(innerSize, index + 1)),
    driver(innerSize),
  ]);

const tileName = (innerSize, rows) => `multiply${innerSize}Rows${rows}`;
const sum = (row, half) => `sum${row}${half}`;

const tileParameters = [
  ...["activations", "weights", "output", "columns"],
  ...["rowScales", "columnScales", "biases", "outputStride", "mode"],
];
const driverParameters = [
  ...["activations", "weights", "output", "rows", "columns"],
  ...["rowScales", "columnScales", "biases", "outputStride", "mode", "blockColumns"],
];
const driverIntegers = [
  ...["block", "tiles", "left", "height"],
  ...["tileActivations", "tileOutput", "tileScales"],
];
/** What the driver passes as the parameters of a tile. */
const tileArguments = [
  ...["tileActivations", "weights", "tileOutput", "block"],
  ...["tileScales", "columnScales", "biases", "outputStride", "mode"],
];

/** `rows` rows of activations times all panels. */
function tile(innerSize, rows) {
  const sums = range(rows).flatMap((row) => [sum(row, 0), sum(row, 1)]);
  const accumulate = range(rows).flatMap((row) => [
    set("pair", loadSplat("input", row * innerSize * 2)),
    ...range(2).map((half) => {
      const product = i32x4("dot_i16x8_s", get("pair"), get(`weights${half}`));
      return set(sum(row, half), i32x4("add", get(sum(row, half)), product));
    }),
  ]);
  return func(
    tileName(innerSize, rows),
    {
      parameters: tileParameters,
      locals: {
        integers: ["input", "end", "target"],
        vectors: ["pair", "weights0", "weights1", ...sums],
      },
    },
    set("end", add(get("activations"), integer(innerSize * 2))),
    loopCountingDown(
      "panel",
      "columns",
      integer(panelColumns),
      set("input", get("activations")),
      ...sums.map((local) => set(local, integers(0))),
      loopWhileBelow(
        "inner",
        "input",
        get("end"),
        set("weights0", load("weights")),
        set("weights1", load("weights", 16)),
        ...accumulate,
        advance("input", 4),
        advance("weights", panelStepBytes),
      ),
      set("target", get("output")),
      ...range(rows).flatMap((row) => [
        ...range(2).map((half) => finish(row, half)),
        row < rows - 1 ? set("target", add(get("target"), get("outputStride"))) : "",
      ]),
      advance("output", panelFloatBytes),
      advance("columnScales", panelFloatBytes),
      advance("biases", panelFloatBytes),
    ),
  );
}

/** sum × row scale × column scale + bias, by the mode, to the output. */
function finish(row, half) {
  const offset = 16 * half;
  const scaledByRow = f32x4(
    "mul",
    f32x4("convert_i32x4_s", get(sum(row, half))),
    loadSplat("rowScales", 4 * row),
  );
  const scaled = f32x4("mul", scaledByRow, load("columnScales", offset));
  const has = (bit) => i32("and", get("mode"), integer(bit));
  return [
    set("pair", f32x4("add", scaled, load("biases", offset))),
    when(has(modeAccumulate), set("pair", f32x4("add", get("pair"), load("target", offset)))),
    when(has(modeRelu), set("pair", f32x4("max", get("pair"), floats(0)))),
    store(get("target"), get("pair"), offset),
  ].join("\n");
}

/**
 * Splits the rows into even tiles. Blocks of columns go outermost, so that a block of weights
 * stays in the second-level cache over all row tiles.
 */
function driver(innerSize) {
  const narrower = i32("lt_u", get("blockColumns"), get("columns"));
  const roundedUp = subtract(add(get("left"), get("tiles")), integer(1));
  return func(
    `multiply${innerSize}`,
    {
      exported: true,
      parameters: driverParameters,
      locals: {
        integers: driverIntegers,
      },
    },
    loopCountingDown(
      "blocks",
      "columns",
      get("block"),
      set("block", `(select ${get("blockColumns")} ${get("columns")} ${narrower})`),
      set("tiles", i32("div_u", add(get("rows"), integer(tileRows - 1)), integer(tileRows))),
      set("left", get("rows")),
      set("tileActivations", get("activations")),
      set("tileOutput", get("output")),
      set("tileScales", get("rowScales")),
      loopCountingDown(
        "tile",
        "tiles",
        integer(1),
        set("height", i32("div_u", roundedUp, get("tiles"))),
        ...range(tileRows).map((index) =>
          when(
            i32("eq", get("height"), integer(index + 1)),
            call(tileName(innerSize, index + 1), ...tileArguments.map(get)),
          ),
        ),
        set(
          "tileActivations",
          add(get("tileActivations"), multiply(get("height"), integer(innerSize * 2))),
        ),
        set("tileOutput", add(get("tileOutput"), multiply(get("height"), get("outputStride")))),
        set("tileScales", add(get("tileScales"), times(get("height"), 4))),
        set("left", subtract(get("left"), get("height"))),
      ),
      set("weights", add(get("weights"), multiply(get("block"), integer(innerSize * 2)))),
      ...["output", "columnScales", "biases"].map((pointer) =>
        set(pointer, add(get(pointer), times(get("block"), 4))),
      ),
    ),
  );
}
