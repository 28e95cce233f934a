/**
 * A text without what typing it again changes: the form of quotes, dashes and spaces, composed or
 * decomposed accents, a capital at the start, a full stop or exclamation mark at the end. Every
 * word, number, name and question mark stays, so texts of one form say the same.
 *
 * Only mappings that Unicode never changes, so every machine finds the same repeats.
 */
export function retypedForm(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/^ | ?[.!\u2026]* ?$/g, "")
    .replace(/^[A-Z]/, (capital) => capital.toLowerCase());
}
