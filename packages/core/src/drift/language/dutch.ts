import { type Language, wordSet } from "./language.js";

/** Dutch: a stop list, no discourse cues. */
export const dutch: Language = {
  tag: "nl",
  stopWords: wordSet(`
    aan af al alle alleen alles als altijd ander andere ben bent bij bijna dan daar daarna
    daarom dag dat de deze die dit doe doen doet door dus een eens eerst en er erg geen graag had
    hadden hallo heb hebben hebt heeft heel hem hen het hier hij hoe hoeveel hoi hun iemand iets ik
    in is ja je jij jou jouw jullie kan kon kunnen kunt maar me meer mee meest men met mij mijn
    misschien moet moeten mogen na naar naast nee net niet niets nog nooit nou nu of om omdat onder
    ons onze ook op over pas per sinds steeds te tegen ten ter terug toch toen tot tussen twee u
    uit uw van vanaf vaak veel verder via voor waar waarom wanneer want waren was wat we weer weinig
    wel welk welke werd wie wij wil willen worden wordt ze zelf zich zij zijn zo zoals zonder zou
    zouden zullen
  `),
};
