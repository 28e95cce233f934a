import { type Language, wordSet } from "./language.js";

/** Portuguese: a stop list, no discourse cues. */
export const portuguese: Language = {
  tag: "pt",
  stopWords: wordSet(`
    a à agora aí ainda algo alguém algum alguma algumas alguns ali ante antes ao aos apenas aquela
    aquele aqueles aquilo aqui as às assim até bem bom cada com como contra da daquele das de dela
    dele deles depois desde dessa desse desta deste deve disso do dois dos e é ela elas ele eles em
    enquanto então entre era eram essa essas esse esses esta está estamos estão estas estava este
    estes estou eu faz fazer foi for foram há isso isto já la lá lhe lhes lo mais mas me mesma mesmo
    meu meus mim minha minhas muita muitas muito muitos na nada não nas nem nenhum nenhuma nessa
    nesse nesta neste no nos nós nossa nosso num numa o obrigada obrigado olá onde ou outra outras
    outro outros para pela pelas pelo pelos pode podem poder pois por porque posso pouco pra qual
    quais quando quanto que quem quer quero se sem sempre ser será seu seus si sim só sobre somos
    sou sua suas são talvez também tanto te tem têm tenho ter teu tinha toda todas todo todos tu
    tua tudo um uma umas uns vai você vocês vou
  `),
};
