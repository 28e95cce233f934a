import type { SimProcess } from "./sim-process.js";

/** Something that is going to happen. */
export interface SimEvent {
  atMs: number;
  /** Decides between events of one time; drawn at random, so that their order is, too. */
  readonly tie: number;
  readonly order: number;
  readonly label: string;
  /** It happens only while this process lives, and not while it stands still. */
  readonly process: SimProcess | undefined;
  run: (() => void) | undefined;
}

function comesBefore(a: SimEvent, b: SimEvent): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  return a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;
}

/** Events, the earliest first: a binary heap (Williams, 1964). */
export class EventHeap {
  readonly #items: SimEvent[] = [];

  push(event: SimEvent): void {
    const items = this.#items;
    let child = items.push(event) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!comesBefore(event, items[parent] as SimEvent)) break;
      items[child] = items[parent] as SimEvent;
      child = parent;
    }
    items[child] = event;
  }

  pop(): SimEvent | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      const right = items[child + 1];
      if (right !== undefined && comesBefore(right, items[child] as SimEvent)) child += 1;
      if (!comesBefore(items[child] as SimEvent, last)) break;
      items[hole] = items[child] as SimEvent;
      hole = child;
    }
    items[hole] = last;
    return top;
  }
}
