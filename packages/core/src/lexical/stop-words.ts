/**
 * English words that say nothing about a subject, with the stumps that apostrophes leave behind.
 * Question words are among them: recall reads them through patterns, not as terms.
 */
export const englishStopWords: ReadonlySet<string> = new Set(
  `a an the of to in on at for and or but is are was were be been being am do does did done doing
  has have had having i you he she it we they me him us them my your his her its our their mine
  yours this that these those with as by from so if then than not no what which who whom whose
  when where why how will would can could should shall may might must about into up out just s t d
  ll m re ve don didn doesn isn wasn aren weren won wouldn couldn shouldn haven hasn hadn also too
  very really there here`.split(/\s+/),
);
