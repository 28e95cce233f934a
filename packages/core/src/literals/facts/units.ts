/**
 * Units of amounts, one a line: its canonical form, then the other ways to write it. Left out is
 * what is more often a word or could be another unit: `in`, `us`, `A`, `K`, `B`,
 * `Mb`, `pounds`, `rupees`.
 */
const unitTable = `
  % percent
  ‰
  °C
  °F
  nm nanometers nanometres
  µm μm micrometers micrometres
  mm millimeter millimeters millimetre millimetres
  cm centimeter centimeters centimetre centimetres
  m meter meters metre metres
  km kilometer kilometers kilometre kilometres
  ft foot feet
  yd yard yards
  mi mile miles
  inch inches
  mm² mm2
  cm² cm2
  m² m2 sqm
  km² km2
  ha hectare hectares
  cm³ cm3
  m³ m3
  mg milligram milligrams
  g gram grams
  kg kilogram kilograms kilo kilos
  t tonne tonnes
  lb lbs
  oz ounce ounces
  ml mL milliliter milliliters millilitre millilitres
  cl
  l L liter liters litre litres
  gal gallon gallons
  ns nanosecond nanoseconds
  µs μs microsecond microseconds
  ms millisecond milliseconds msec
  s sec secs second seconds
  min mins minute minutes
  h hr hrs hour hours
  d day days
  wk week weeks
  month months
  yr year years yrs
  bit bits
  byte bytes
  kbit Kbit
  Mbit
  Gbit
  kbps Kbps
  Mbps
  Gbps
  kB KB kilobyte kilobytes
  MB megabyte megabytes
  GB gigabyte gigabytes
  TB terabyte terabytes
  PB petabyte petabytes
  KiB kibibyte kibibytes
  MiB mebibyte mebibytes
  GiB gibibyte gibibytes
  TiB tebibyte tebibytes
  Hz hertz
  kHz
  MHz
  GHz
  mV
  V volt volts
  kV
  mA
  mAh
  Ah
  mW
  W watt watts
  kW kilowatt kilowatts
  MW megawatt megawatts
  GW
  Wh
  kWh
  MWh
  J joule joules
  kJ
  kcal
  N newton newtons
  Nm
  Ω ohm ohms
  Pa
  hPa
  kPa
  MPa
  bar
  psi
  mph
  px pixel pixels
  pt
  em
  rem
  dpi
  fps
  rpm
  dB
  ppm
  mmol
  mol`;

/** Currencies in the same form. `$` and `¥` are those of several countries and stay as they are. */
const currencyTable = `
  EUR € euro euros
  GBP £
  INR ₹
  RUB ₽
  TRY ₺
  UAH ₴
  ILS ₪
  VND ₫
  KRW ₩
  BTC ₿
  PLN zł
  CZK Kč
  $ dollar dollars
  ¥
  USD US$
  CAD C$ CA$
  AUD A$ AU$
  NZD NZ$
  HKD HK$
  SGD S$
  BRL R$
  JPY yen
  CHF
  CNY yuan
  SEK
  NOK
  DKK
  HUF
  RON
  BGN
  TWD
  THB
  MXN
  ARS
  CLP
  ZAR
  AED
  SAR
  EGP
  NGN
  KES
  IDR
  MYR
  PKR`;

/** Every way to write a unit or currency → its canonical form. */
export const canonicalUnits: ReadonlyMap<string, string> = readTable(unitTable + currencyTable);

/** Every way to write a currency → its canonical form. */
export const canonicalCurrencies: ReadonlyMap<string, string> = readTable(currencyTable);

/** Canonical forms of currencies whose users write a decimal point: a comma groups digits. */
export const decimalPointCurrencies: ReadonlySet<string> = new Set(
  "$ USD GBP INR AUD NZD HKD SGD JPY CNY ¥ KRW TWD THB MXN ILS".split(" "),
);

/** Words that multiply what stands before a unit, and the power of ten they mean (short scale). */
export const multiplierWords: ReadonlyMap<string, number> = new Map([
  ["thousand", 3],
  ["million", 6],
  ["billion", 9],
  ["trillion", 12],
]);

/** Abbreviations that multiply an amount of money; elsewhere `m` is metres. */
export const multiplierLetters: ReadonlyMap<string, number> = new Map([
  ["k", 3],
  ["K", 3],
  ["m", 6],
  ["M", 6],
  ["mn", 6],
  ["bn", 9],
  ["b", 9],
  ["B", 9],
  ["tn", 12],
  ["T", 12],
]);

function readTable(table: string): ReadonlyMap<string, string> {
  return new Map(
    table
      .trim()
      .split("\n")
      .flatMap((line) => {
        const [canonical = "", ...others] = line.trim().split(" ");
        return [canonical, ...others].map((written): [string, string] => [written, canonical]);
      }),
  );
}
