import type { CosineStatistics } from "../embedder-profile.js";

/**
 * Pairs of consecutive user turns, of which four in five stay on one topic. Over them an
 * embedder's cosines are measured. Changing a pair changes every profile: measure anew.
 */
export const calibrationPairs: readonly (readonly [earlier: string, later: string])[] = [
  ["How do I prune an old apple tree?", "Which branches should I take off first?"],
  ["What is the best month to visit Lisbon?", "Is it very hot there in August?"],
  ["My laptop fan is loud all the time.", "Could dust in the fan be the reason?"],
  ["I want to start running but I am out of shape.", "How many times a week should I run?"],
  ["Why did the Roman Republic fall?", "What part did Caesar play in that?"],
  ["Can you explain how vaccines work?", "How long does the protection last?"],
  ["I need a recipe for lentil soup.", "Can I use red lentils instead of brown ones?"],
  ["How does a heat pump warm a house?", "Does a heat pump still work when it is freezing?"],
  ["What does a python eat in the wild?", "How often does such a snake need to feed?"],
  ["Please review my cover letter.", "Is the opening paragraph of the letter too long?"],
  ["My daughter is afraid of the dark.", "Would a night light help her sleep?"],
  ["How is cheese made?", "Why does some cheese have holes in it?"],
  ["Which bike should I buy for commuting?", "Are electric bikes worth the money?"],
  ["What causes the northern lights?", "Where can I see the lights in winter?"],
  ["The build fails with a type error.", "The error is in the file that parses dates."],
  ["How can I save for a house deposit?", "Should I put the money in a savings account?"],
  ["Tell me about the history of chess.", "When were the modern rules of chess fixed?"],
  ["I keep waking up at four in the morning.", "Could coffee in the afternoon cause that?"],
  ["What should I know before adopting a dog?", "Which breeds are good with small children?"],
  ["How do I learn Spanish quickly?", "Are podcasts a good way to practise listening?"],
  ["Our team misses every deadline.", "Would shorter planning cycles help the team?"],
  ["How do tides work?", "Why are there two high tides a day?"],
  ["I would like to paint the kitchen.", "What colour goes with oak cupboards?"],
  ["What is the difference between a virus and a bacterium?", "Which of them do antibiotics kill?"],
  ["How do I set up a database backup?", "How often should the backup run?"],
  ["Which museums in Paris are worth a day?", "Do I need to book the Louvre in advance?"],
  ["My tomatoes have yellow leaves.", "Am I giving the plants too much water?"],
  ["What is inflation?", "How does the central bank fight inflation?"],
  ["How can I speak better in public?", "What can I do about shaking hands on stage?"],
  ["What happened to the Titanic?", "Why were there too few lifeboats on board?"],
  ["I am planning a wedding for sixty guests.", "How much food should we order for them?"],
  ["How do solar panels make electricity?", "How long do the panels last on a roof?"],
  ["Which of the planets has the most moons?", "Can you help me cancel a gym contract?"],
  ["How do I remove red wine from a carpet?", "Who wrote the opera Carmen?"],
  ["What is a good serve in tennis?", "My passport expires next month, what now?"],
  ["How do I sort a list in place?", "What should I cook for a vegetarian guest?"],
  ["Tell me about the causes of acid rain.", "I need a name for my new kitten."],
  ["How do I tie a bow tie?", "What is the interest on a student loan?"],
  ["When was the printing press invented?", "My knee hurts after climbing stairs."],
  ["Which herbs grow well in the shade?", "How do I reset the password of my router?"],
];

/** The bundled model's cosines over {@link calibrationPairs}, measured with the int16 variant. */
export const useLiteReference: CosineStatistics = { mean: 0.4522, deviation: 0.2099 };
