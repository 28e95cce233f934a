import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { extractFacts } from "./extract-facts.js";
import { findIbans } from "./find-ibans.js";
import { hasIbanCheckDigits, ibanLength } from "./iban.js";

/** One example a country, from the IBAN registry. */
const examples = `AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741
  AT611904300234573201 AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034
  BG80BNBG96611020345678 BH67BMAG00001299123456 BI4210000100010000332045181
  BR9700360305000010009795493P1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957
  CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399
  DE89370400440532013000 DJ2110002010010409943020008 DK5000400440116243
  DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002
  ES9121000418450200051332 FI2112345600000785 FK88SC123456789012 FO6264600001631634
  FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917
  GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695
  GT82TRAJ01020000001210029690 HR1210010051863000160 HU42117730161111101800000000
  IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012
  IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302
  KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
  LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000
  LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361
  MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951
  MK07250120000058984 MN121234123456789123 MR1300020001010000123456753
  MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124
  NL91ABNA0417164300 NO9386011117947 OM810180000001299123456 PK36SCBL0000001123456702
  PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154
  QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379
  RU0304452522540817810538091310419 SA0380000000608010167519 SC18SSCB11010000000000001497USD
  SD2129010501234001 SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541
  SM86U0322509800000000270100 SO211000001001000100141 ST23000100010051845310146
  SV62CENR00000000000000700025 TL380080012345678910157 TN5910006035183598478831
  TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678
  VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234`.split(/\s+/);

const grouped = (iban: string) => iban.replace(/(.{4})(?=.)/g, "$1 ");

describe("IBANs", () => {
  test("every country's example is found, in one piece, in groups and in lower case", () => {
    for (const iban of examples) {
      expect(ibanLength(iban.slice(0, 2))).toBe(iban.length);
      for (const written of [iban, grouped(iban), iban.toLowerCase()]) {
        expect(extractFacts(`to ${written}, please`)).toEqual([
          { kind: "iban", text: written, start: 3, end: 3 + written.length, normalized: iban },
        ]);
      }
    }
  });

  test("one wrong digit, or two that changed places, are always noticed", () => {
    const example = fc.constantFrom(...examples);
    fc.assert(
      fc.property(example, fc.nat(), fc.integer({ min: 1, max: 9 }), (iban, place, change) => {
        const at = 4 + (place % (iban.length - 5));
        const [here = "", next = ""] = iban.slice(at);
        if (/\d/.test(here)) {
          const other = String((Number(here) + change) % 10);
          expect(hasIbanCheckDigits(iban.slice(0, at) + other + iban.slice(at + 1))).toBe(false);
        }
        if (here !== next && /\d/.test(here) && /\d/.test(next)) {
          const swapped = iban.slice(0, at) + next + here + iban.slice(at + 2);
          expect(hasIbanCheckDigits(swapped)).toBe(false);
        }
      }),
    );
  });

  test("check digits agree with big integers", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/), (iban) => {
        const digits = [...(iban.slice(4) + iban.slice(0, 4))].map((it) => Number.parseInt(it, 36));
        const isRight = BigInt(digits.join("")) % 97n === 1n;
        const check = Number(iban.slice(2, 4));
        expect(hasIbanCheckDigits(iban)).toBe(isRight && check >= 2 && check <= 98);
      }),
    );
  });

  test.each([
    ["a wrong digit", "DE89370400440532013001"],
    ["too short", "DE8937040044053201300"],
    ["inside a longer word", "DE893704004405320130000"],
    ["with a letter before it", "XDE89370400440532013000"],
    ["of no country", "ZZ89370400440532013000"],
    ["with two spaces", "DE89  3704 0044 0532 0130 00"],
    ["in groups of three", "DE8 937 040 044 053 201 300 0"],
  ])("%s: none", (_name, text) => {
    expect([...findIbans(text)]).toEqual([]);
  });
});
