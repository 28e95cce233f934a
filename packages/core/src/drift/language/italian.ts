import { type Language, wordSet } from "./language.js";

/** Italian: a stop list and elisions, no discourse cues. */
export const italian: Language = {
  tag: "it",
  elisions: wordSet(`
    all anch c ci com d dall dell dov nell l m n nessun quell quest s sull t un v
  `),
  stopWords: wordSet(`
    a abbiamo ad adesso agli ai al alla alle allo allora altra altre altri altro anche ancora avere
    aveva che chi ci ciao ciò co coi col come con contro cosa così cui da dagli dai dal dalla
    dalle dallo degli dei del della delle dello dentro di dopo dove due e è ed era erano essere
    fare fatto fino fra già gli grazie ha hai hanno ho i il in io la là le lei li lì lo loro lui ma
    me meglio meno mi mia mie miei mio molta molte molti molto ne negli nei nel nella nelle nello
    no noi non nostra nostri nostro o ogni oppure ora per perché però più poco poi posso prima
    proprio può puoi qua qual quale quali quando quanto quasi quella quelle quelli quello questa
    queste questi questo qui quindi sarà se sei sempre senza sia siamo siete sono sopra sotto sta
    stata stato sto su sua sue sugli sui sul sulla sulle sullo suo suoi tra tu tua tue tuo tuoi
    tutta tutte tutti tutto un una uno va vi voglio voi vorrei vostra vostro
  `),
};
