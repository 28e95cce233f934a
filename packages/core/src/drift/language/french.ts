import { type Language, wordSet } from "./language.js";

/** French: a stop list and elisions, no discourse cues. */
export const french: Language = {
  tag: "fr",
  elisions: wordSet("c d j jusqu l lorsqu m n puisqu qu quelqu quoiqu s t"),
  stopWords: wordSet(`
    à ai ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avez avoir
    avons bien bon bonjour ça car ce ceci cela celle celles celui ces cet cette ceux chez combien
    comme comment dans de depuis des deux doit donc dont du elle elles en encore entre es
    est et étaient était étais été être eu eux faire fait faut fois font ici il ils je jusque la là
    le les leur leurs lui ma mais me même mêmes merci mes mieux moi moins mon ne ni non nos notre
    nous on ont ou où oui par parce pas pendant peu peut peux plus plutôt pour pourquoi pouvez
    quand que quel quelle quelles quelque quelques quels qui quoi rien sa sans se sera serait ses
    si sien soit son sont sous suis sur ta tant te tes toi ton toujours tous tout toute toutes très
    trop tu un une va vais vers veut veux voici voilà vos votre voudrais vous y
  `),
};
