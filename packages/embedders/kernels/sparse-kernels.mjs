/**
 * The second feed-forward matrix of the first layer. Its input comes out of a ReLU that leaves
 * about 7 % of the units, so only those are multiplied. The sums are exact integers, so the
 * result has the same bits as the dense product.
 */
import {
  add,
  advance,
  f32,
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
  maximumOfLanes,
  multiply,
  range,
  roundToIntegers,
  set,
  store,
  subtract,
  tee,
  times,
  when,
} from "./wat.mjs";

export const sparseKernels = () => [listPositives(), multiplyLists()];

/**
 * Per row a list of (byte offset of the weight row, int16 value) of the units above zero, rounded
 * as in `quantizeRows`, ended by a zero entry; `counts` gets the number of pairs of entries.
 */
function listPositives() {
  const rounded = roundToIntegers(f32x4("mul", load("input"), get("factor")));
  const positives = i32x4("bitmask", i32x4("gt_s", get("value"), integers(0)));
  const lane = i32("ctz", get("lanes"));
  const laneValue = i32("load", add(get("scratch"), times(get("lane"), 4)));
  const entries = i32("shr_u", subtract(get("at"), get("lists")), integer(3));
  const withoutLowest = i32("and", get("lanes"), subtract(get("lanes"), integer(1)));
  const appendEach = `(loop $append
    ${set("lane", lane)}
    (i32.store ${get("at")} ${add(get("offset"), multiply(get("lane"), get("rowBytes")))})
    (i32.store offset=4 ${get("at")} ${laneValue})
    ${advance("at", 8)}
    (br_if $append ${tee("lanes", withoutLowest)}))`;
  return func(
    "listPositives",
    {
      exported: true,
      parameters: [
        ...["input", "lists", "counts", "scales", "rows", "width"],
        ...["levels:f32", "rowBytes", "listBytes", "scratch"],
      ],
      locals: {
        integers: ["from", "end", "offset", "at", "lanes", "lane"],
        scalars: ["peak"],
        vectors: ["largest", "factor", "value"],
      },
    },
    loopCountingDown(
      "row",
      "rows",
      integer(1),
      set("end", add(get("input"), times(get("width"), 4))),
      set("largest", floats(0)),
      set("from", get("input")),
      loopWhileBelow(
        "measure",
        "from",
        get("end"),
        set("largest", f32x4("pmax", get("largest"), load("from"))),
        advance("from", 16),
      ),
      set("peak", f32("max", maximumOfLanes("largest"), "(f32.const 1e-20)")),
      `(f32.store ${get("scales")} ${f32("div", get("peak"), get("levels"))})`,
      set("factor", f32x4("splat", f32("div", get("levels"), get("peak")))),
      set("at", get("lists")),
      set("offset", integer(0)),
      loopWhileBelow(
        "list",
        "input",
        get("end"),
        set("value", rounded),
        when(
          `(v128.any_true ${get("value")})`,
          store(get("scratch"), get("value")),
          set("lanes", positives),
          appendEach,
        ),
        set("offset", add(get("offset"), times(get("rowBytes"), 4))),
        advance("input", 16),
      ),
      `(i64.store ${get("at")} (i64.const 0))`,
      `(i32.store ${get("counts")} ${i32("shr_u", add(entries, integer(1)), integer(1))})`,
      set("lists", add(get("lists"), get("listBytes"))),
      advance("counts", 4),
      advance("scales", 4),
    ),
  );
}

/** Byte orders that interleave the low, and the high, halves of two rows of eight int16. */
const lowPairs = "0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23";
const highPairs = "8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31";

/** Adds lists × weights (row-major int16) to the output, two entries and 16 columns at a time. */
function multiplyLists() {
  const sums = range(4).map((index) => `sum${index}`);
  const accumulate = sums.map((local, index) => {
    const half = index >> 1;
    const pairs = `(i8x16.shuffle ${index % 2 === 0 ? lowPairs : highPairs}
      ${get(`first${half}`)} ${get(`second${half}`)})`;
    return set(local, i32x4("add", get(local), i32x4("dot_i16x8_s", pairs, get("values"))));
  });
  const finish = sums.map((local, index) => {
    const scaled = f32x4("mul", f32x4("convert_i32x4_s", get(local)), get("rowScale"));
    const product = f32x4("mul", scaled, load("first", 16 * index));
    const biased = f32x4("add", product, load("second", 16 * index));
    return store(get("target"), f32x4("add", biased, load("target", 16 * index)), 16 * index);
  });
  const column = (base) => add(get(base), times(get("column"), 4));
  const secondValue = `(i32.load offset=12 ${get("at")})`;
  return func(
    "multiplyLists",
    {
      exported: true,
      parameters: [
        ...["lists", "counts", "weights", "output", "rows", "columns"],
        ...["rowScales", "columnScales", "biases", "listBytes"],
      ],
      locals: {
        integers: ["column", "at", "end", "base", "first", "second", "target"],
        vectors: ["first0", "first1", "second0", "second1", "values", "rowScale", ...sums],
      },
    },
    loopCountingDown(
      "row",
      "rows",
      integer(1),
      set("rowScale", loadSplat("rowScales")),
      set("end", add(get("lists"), times(i32("load", get("counts")), 16))),
      set("column", integer(0)),
      loopWhileBelow(
        "sixteenColumns",
        "column",
        get("columns"),
        ...sums.map((local) => set(local, integers(0))),
        set("base", add(get("weights"), times(get("column"), 2))),
        set("at", get("lists")),
        `(block $listDone (loop $pair (br_if $listDone ${i32("ge_u", get("at"), get("end"))})`,
        set("first", add(get("base"), i32("load", get("at")))),
        set("second", add(get("base"), `(i32.load offset=8 ${get("at")})`)),
        set(
          "values",
          i32x4("splat", i32("or", `(i32.load offset=4 ${get("at")})`, times(secondValue, 65536))),
        ),
        ...range(2).flatMap((half) => [
          set(`first${half}`, load("first", 16 * half)),
          set(`second${half}`, load("second", 16 * half)),
        ]),
        ...accumulate,
        advance("at", 16),
        "(br $pair)))",
        set("target", column("output")),
        set("first", column("columnScales")),
        set("second", column("biases")),
        ...finish,
        advance("column", 16),
      ),
      set("lists", add(get("lists"), get("listBytes"))),
      advance("counts", 4),
      advance("rowScales", 4),
      set("output", add(get("output"), times(get("columns"), 4))),
    ),
  );
}
