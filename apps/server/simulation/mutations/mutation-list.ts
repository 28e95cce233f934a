import { groupMutations } from "./group-mutations.js";
import type { Mutation } from "./mutation.js";
import { ruleMutations } from "./rule-mutations.js";
import { storeMutations } from "./store-mutations.js";

/** Every bug that the simulation has to catch. */
export const mutations: readonly Mutation[] = [
  ...storeMutations,
  ...groupMutations,
  ...ruleMutations,
];
