/** Bits of what is plain from the shape of a unit. */
export const turnCue = {
  /** It is talk, not a document: the other cues mean something. */
  conversation: 1,
  /** Has a question mark anywhere; the next turn may be the answer. */
  asks: 2,
  /** Ends in a question mark. */
  endsInQuestion: 4,
  /** Has a time expression. */
  time: 8,
  /** Has a capitalised word inside a sentence or after a quotation mark. */
  capitalised: 16,
} as const;

/** A longer unit is a document, not a turn of a conversation: its shape says nothing. */
export const conversationWordsMax = 150;

const relativePeriods =
  "night|week|weekend|month|year|summer|winter|spring|fall|morning|mon|tue|wed|thu|fri|sat|sun";
/** Without May, which is mostly a verb. */
const monthsOfTalk =
  "january|february|march|april|june|july|august|september|october|november|december";
const timePattern = new RegExp(
  [
    String.raw`\b(?:yesterday|today|tonight|tomorrow|ago|weekend|since|recently|soon|birthday`,
    String.raw`(?:last|next|this|past) (?:${relativePeriods})\w*`,
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    monthsOfTalk,
    String.raw`(?:19|20)\d\d`,
    String.raw`(?:a |one |two |three |four |five |\d+ |few )(?:day|week|month|year)s?)\b`,
  ].join("|"),
  "i",
);
const capitalisedPattern = /(?:[a-z,;] |["“'])(?:[A-Z][a-z]{2,}|[A-Z]{2,})/;
const whenPattern =
  /\bwhen\b|\bwhat (?:date|day|month|year|time)\b|\bwhich (?:date|day|month|year)\b|\bhow long\b/;

/** What to look for in a unit's text. */
export interface TurnCueScope {
  readonly isConversation: boolean;
  /** Time expressions and capitals are read in English only. */
  readonly isEnglish: boolean;
}

/** Reads the cues of a unit's text, as bits of {@link turnCue}. Linear in the text. */
export function turnCues(text: string, { isConversation, isEnglish }: TurnCueScope): number {
  let cues = text.includes("?") ? turnCue.asks : 0;
  if (!isConversation) return cues;
  cues |= turnCue.conversation;
  if (text.trimEnd().endsWith("?")) cues |= turnCue.endsInQuestion;
  if (isEnglish && timePattern.test(text)) cues |= turnCue.time;
  if (isEnglish && capitalisedPattern.test(text)) cues |= turnCue.capitalised;
  return cues;
}

/** Whether a question, in lower case, asks for a time. */
export function asksWhen(question: string): boolean {
  return whenPattern.test(question);
}
