import { lightStem } from "../light-stemmer.js";
import {
  type DiscourseCues,
  type Language,
  phraseAnywhere,
  phraseAtStart,
  wordSet,
} from "./language.js";

const stopWords = wordSet(`
  a an the of to in on at for and or but is are was were be been am do does did has have had
  having i you he she it we they me him her them us my your his its our their mine yours this that
  these those there here with as by from so if then than not no nor what which who whom whose when
  where why how will would can could should shall may might must about into up out off over just
  too very also only any some all both each more most other such own same i'm you're it's that's
  don't didn't doesn't can't won't i'd i'll i've isn't aren't wasn't please yes yeah yep ok okay
  sure oh well hi hello hey thanks thank like want need get got go going know let tell think really
  much many lot one two s t m re ve ll d don doesn didn isn wouldn couldn im dont thats u ur lol
`);

const cues: DiscourseCues = {
  acknowledgements: wordSet(`
    yes yeah yep yup no nope nah ok okay sure right great good perfect awesome cool nice wow oh ah
    aw aww thanks thank exactly absolutely definitely certainly fine alright excellent wonderful
    lovely haha lol same agreed true interesting amazing sounds sorry indeed neat super fantastic
    really
  `),
  // Without `this`: "this week" points at the calendar, not at the conversation.
  backReferences: wordSet(`
    it that these those they them he she him her his its their there one ones same both either
    another other else so then
  `),
  indefinites: wordSet("a an some any"),
  addresses: wordSet("you your"),
  requestModals: wordSet("can could would will may"),
  statedNeed: phraseAnywhere(
    "(?:i|we) (?:also |just |really |still )?(?:need|want)|(?:i|we)(?:'d| would) (?:also |really )?like",
    "(?:i'm|i am) looking|looking for|searching for|in need of",
  ),
  topicShift: phraseAnywhere(
    "by the way|btw|anyways?|speaking of|another (?:thing|question|topic)|on another note",
    "changing (?:the )?(?:topic|subject)|different (?:topic|question|subject)|moving on",
    "next (?:question|topic)|unrelated|one more (?:thing|question)",
    "i(?:'m| am)? also (?:need|want|look|would|like|am)|also,? (?:can|could|i|do|is|what|where)",
    "let'?s (?:talk|discuss|switch)",
  ),
  continuation: phraseAtStart(
    "and|but|or|so|because|then|also|how about|what about|which|that|it|it's|its|they|those|these",
    "this|he|she|for|on|at|in|from|with|around|after|before|between|either|any|both|no|yes|yeah",
    "sure|ok|okay",
  ),
  greeting: phraseAtStart("hi|hello|hey|good (?:morning|evening|afternoon)|greetings"),
  thanks: phraseAnywhere(
    "thank(?:s| you)|thx|bye|good ?bye|that'?s (?:all|it|everything)|that is (?:all|it|everything)",
    "that will be all|nothing else|no,? that",
  ),
  completion: phraseAnywhere(
    "booked|booking (?:was|is)? ?(?:successful|completed?|confirmed)|reference (?:number|code)",
    "confirmed|reserved|reservation (?:is|was|has)|set (?:the|a|an|your)|reminder|scheduled",
    "all set|done|sent|contact number",
  ),
  helpOffer: phraseAnywhere(
    "anything else|something else|any other|further assist|assist you further|else i can",
    "help you with|need anything|more help|further help",
  ),
};

/** English, with every cue: scored in full. */
export const english: Language = { tag: "en", stopWords, stem: lightStem, cues };
