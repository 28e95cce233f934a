import { type Language, wordSet } from "./language.js";

/** German: a stop list, no discourse cues. */
export const german: Language = {
  tag: "de",
  stopWords: wordSet(`
    ab aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist bitte da
    dafür damit danach danke dann daran darauf das dass davon dazu dein deine dem den denn der des
    dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen
    einer eines er es etwas euch euer eure für gar gegen gerade gern gibt habe haben hallo hast hat
    hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jeder
    jedes jetzt kann kannst kein keine keinen können könnte könnten man mal mehr mein meine meinem
    meinen meiner mich mir mit möchte muss müssen nach nein nicht nichts noch nun nur ob oder ohne
    schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so soll sollte über um und
    uns unser unsere unter viel vom von vor war waren warum was weil welche welcher welches wenn wer
    werden wie wieder will wir wird wo wollen würde wurde zu zum zur zwar zwischen
  `),
};
