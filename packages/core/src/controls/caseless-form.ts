import { capMarkRuns } from "../lexical/cap-mark-runs.js";
import { expansionCharactersMax } from "../lexical/words.js";

const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
/** White space that is not a lone space already: replacing only this leaves prose alone. */
const unevenSpace = /\s{2,}|[^\S ]/g;
const finalSigma = /ς/g;

/**
 * The form in which texts are compared without regard to case, width, ligatures or invisible
 * characters: default caseless matching on NFKC (The Unicode Standard, section 3.13), with runs of
 * white space as one space.
 *
 * Letters with the same capital are the same (ß and ss, ς and σ, ı and i). Going to capitals and
 * back says so without a case-folding table, which ECMAScript does not have.
 *
 * Linear in the text. To keep it so, marks that {@link capMarkRuns} drops are left out, and so is
 * what NFKC, which can write one character as eighteen, makes of a text beyond twice its length and
 * {@link expansionCharactersMax} more.
 *
 * @example caselessForm("ＳＴＲＡẞＥ  ﬁn") // "strasse fin"
 */
export function caselessForm(text: string): string {
  return capMarkRuns(text.replace(ignorable, ""))
    .normalize("NFKC")
    .slice(0, 2 * text.length + expansionCharactersMax)
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(finalSigma, "σ")
    .normalize("NFKC")
    .replace(unevenSpace, " ");
}
