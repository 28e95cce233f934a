/*
 * An endless conversation without a model and without data: topics with words of their own, turns
 * drawn from them, the topic changing now and then. The same seed gives the same talk.
 */

import { seededRandom } from "../quality/common/bootstrap.mjs";

const topicCount = 40;
const wordsPerTopic = 60;
const commonWords = 200;
const topicChangeShare = 0.05;

/**
 * @param {{ seed: number, dimension: number }} options
 * @returns {{ next(): { text: string, vector: Float32Array } }} utterances without end
 */
export function createTalk({ seed, dimension }) {
  const random = seededRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const common = Array.from({ length: commonWords }, () => word(random));
  const topics = Array.from({ length: topicCount }, () => ({
    words: Array.from({ length: wordsPerTopic }, () => word(random)),
    direction: Float32Array.from({ length: dimension }, () => random() - 0.5),
  }));
  let topic = topics[0];
  let said = 0;
  return {
    next() {
      if (random() < topicChangeShare) topic = pick(topics);
      const length = 8 + Math.floor(random() * 25);
      const words = Array.from({ length }, () => pick(random() < 0.5 ? topic.words : common));
      said += 1;
      const text = `${words.join(" ")} number ${said}${random() < 0.3 ? "?" : "."}`;
      const vector = topic.direction.map((x) => x + (random() - 0.5));
      return { text, vector };
    },
  };
}

function word(random) {
  const syllables = 2 + Math.floor(random() * 2);
  let made = "";
  for (let i = 0; i < syllables; i++) {
    made += "bcdfghklmnprstvz"[Math.floor(random() * 16)] + "aeiou"[Math.floor(random() * 5)];
  }
  return made;
}
