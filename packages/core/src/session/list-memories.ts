import { isExpired, type Memory, type Tier } from "../memory/memory.js";
import type { SessionState } from "./session-state.js";

/** Which memories to list. */
export interface MemoryListing {
  /** Default: all. */
  readonly tier?: Tier;
  /** Most memories to give. */
  readonly limit: number;
  /** {@link MemoryPage.last} of the page before. Default: begin with the oldest. */
  readonly after?: readonly string[];
  /** Memories whose time is over by then are left out; Unix milliseconds. */
  readonly nowMs: number;
}

/** Some memories, in the order they were stored. */
export interface MemoryPage {
  readonly memories: readonly Memory[];
  /**
   * Hashes of the last memory and of some stored before it: one may be forgotten between pages, and
   * the next page still begins where this one ended. Absent when nothing follows.
   */
  readonly last?: readonly string[];
}

/** Memories that a page's end is remembered by. */
const landmarkCount = 4;

/**
 * One page of a session's memories. What is stored or forgotten between pages moves no other
 * memory from its page.
 *
 * @returns `undefined` when every memory that the page before ended with has been forgotten
 */
export function listMemories(state: SessionState, listing: MemoryListing): MemoryPage | undefined {
  const { tier, limit, after, nowMs } = listing;
  const all = [...state.memories];
  const landmark = after?.find((hash) => state.memories.has(hash));
  if (after !== undefined && landmark === undefined) return undefined;
  const from = all.findIndex(({ hash }) => hash === landmark) + 1;
  const isListed = (memory: Memory) =>
    (tier === undefined || memory.tier === tier) && !isExpired(memory, nowMs);
  const memories: Memory[] = [];
  for (let place = from; place < all.length; place++) {
    const memory = all[place] as Memory;
    if (!isListed(memory)) continue;
    if (memories.length === limit) return { memories, last: landmarks(all, memories) };
    memories.push(memory);
  }
  return { memories };
}

/** The last memory of a page and those stored before it, newest first. */
function landmarks(all: readonly Memory[], page: readonly Memory[]): string[] {
  const end = all.indexOf(page.at(-1) as Memory) + 1;
  const near = all.slice(Math.max(0, end - landmarkCount), end);
  return near.map(({ hash }) => hash).reverse();
}
