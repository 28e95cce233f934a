import { type Language, wordSet } from "./language.js";

/** Spanish: a stop list, no discourse cues. */
export const spanish: Language = {
  tag: "es",
  stopWords: wordSet(`
    a ahí ahora al algo algún alguna algunas alguno algunos ante antes aquel aquella aquello aquí
    así aún aunque bien cada casi como cómo con contra cual cuál cuáles cuando cuándo cuánto de del
    desde después donde dónde dos durante e el él ella ellas ello ellos en entonces entre era eran
    eres es esa esas ese eso esos esta está están estas este esto estos estoy favor fue fueron fui
    gracias ha había hace hacer han has hasta hay haya he hemos hola la las le les lo los más me
    mejor menos mi mí mientras mío mis misma mismo mucha muchas mucho muchos muy nada ni no nos
    nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues puede puedes
    puedo que qué quien quién quiero se sea ser si sí sido sin sobre sois solo sólo somos son soy su
    sus suyo también tan tanto te tengo tener ti tiene tienes toda todas todo todos tu tú tus un una
    unas uno unos usted ustedes va vamos vosotros voy y ya yo
  `),
};
