/*
 * A small collection of passages, written for this test. Passages of one topic do not stand beside
 * each other, and several share words with questions that they do not answer.
 */

/** Passages on keeping bees, baking, sailing boats, and running a small server. */
export const documents: readonly string[] = [
  "A hive swarms when the old queen leaves with half of the workers. Give the colony more room in spring, and cut out queen cells before they are capped.",
  "Rye dough has little gluten, so it is not kneaded for long. The crumb is held together by starch and by the acid of a sourdough.",
  "To reef a sail, ease the halyard, hook the tack, and tighten the reefing line. Reef before the wind makes you wish you had.",
  "A backup that was never restored is a hope. Restore one to an empty machine every month, and write down how long it took.",
  "Smoke calms bees because they fill up on honey, as if the hive had to be left. Use little of it: cool white smoke at the entrance.",
  "Bake bread hot at first, with steam, so that the crust stays soft while the loaf rises; then let the steam out.",
  "Off a lee shore there is no room for a mistake. Stand out to sea, even if the harbour looks close and the crew is tired.",
  "When the disk fills up, databases stop in ways that are hard to repair. Raise an alarm at three quarters, not when nothing is left.",
  "Varroa mites weaken a colony over the winter. Count the mites that fall onto a board in a week, and treat after the honey harvest.",
  "A sourdough starter is fed with equal weights of flour and water. Kept warm it doubles in four hours; in the cold it rests for a week.",
  "An anchor holds by the chain that lies on the ground. Let out five times the depth, seven in wind, and dive on it if you can.",
  "Rotate log files by size and by age. A service that writes without end will fill the disk of any machine in some quiet week.",
  "Honey is ripe when the cells are capped. With more than a fifth of water it ferments in the jar, like dough in a warm kitchen.",
  "Salt slows yeast down and makes dough firm. Add it late, when flour and water have rested for half an hour.",
  "A compass on a boat must be swung: iron, speakers and a winch nearby turn the needle. Note the deviation on eight headings.",
  "Keys that open everything should open nothing by themselves. Give each service a key of its own, and change them when someone leaves.",
];

/** Questions about them, with the places of the passages that answer. */
export const documentQuestions: readonly {
  readonly text: string;
  readonly relevant: readonly number[];
}[] = [
  { text: "How do I keep a colony of bees from swarming?", relevant: [0] },
  { text: "why are bees smoked", relevant: [4] },
  { text: "When should varroa mites be treated?", relevant: [8] },
  { text: "How much water may ripe honey have?", relevant: [12] },
  { text: "Is rye dough kneaded?", relevant: [1] },
  { text: "steam when baking bread", relevant: [5] },
  { text: "feeding a sourdough starter with flour and water", relevant: [9] },
  { text: "When is salt added to the dough?", relevant: [13] },
  { text: "how to reef the sail in wind", relevant: [2] },
  { text: "How much chain does an anchor need in wind?", relevant: [10] },
  { text: "What turns the needle of a compass?", relevant: [14] },
  { text: "staying off a lee shore with a tired crew", relevant: [6] },
  { text: "What happens when the disk of a machine fills up?", relevant: [7, 11] },
  { text: "how often should a backup be restored", relevant: [3] },
  { text: "When are the keys of a service changed?", relevant: [15] },
  { text: "capped cells in the hive", relevant: [0, 12] },
  { text: "water in dough", relevant: [9, 13] },
  { text: "a cold week in winter", relevant: [8, 9] },
  { text: "How long does a loaf of bread rise in steam?", relevant: [5] },
  { text: "Who leaves the hive, and why?", relevant: [0, 4] },
];
