/** Where a memory stands on its way from fresh to lasting. */
export type Tier = "short_term" | "medium_term" | "long_term";

/** The tiers, freshest first. */
export const tiers: readonly Tier[] = ["short_term", "medium_term", "long_term"];

/** Who said it. */
export type Role = "user" | "assistant" | "tool";

/** Every role, by its number in snapshots: append only. */
export const roles: readonly Role[] = ["user", "assistant", "tool"];

/** Which half of a turn a memory holds; a note belongs to none. */
export type TurnPart = "message" | "response" | "note";

/** How a memory came to be: said in this session, brought by an import, or put in by hand. */
export type MemoryOrigin = "conversation" | "import" | "synthetic";

/** What is known of a memory when it is stored; only a correction changes it. */
export interface MemoryContent {
  /** 32 hexadecimal digits, unique in the session; says nothing of the text. */
  readonly hash: string;
  /** The turn it belongs to; a message and its response share it. From 1; a note has 0. */
  readonly turn: number;
  readonly part: TurnPart;
  readonly role: Role;
  /** Where it came from, as the client named it. */
  readonly source?: string;
  /** The request that brought it, as the host named it. */
  readonly requestId?: string;
  readonly origin: MemoryOrigin;
  readonly text: string;
  /** When it was said, in Unix milliseconds. */
  readonly timestampMs: number;
  /** 0..1. */
  readonly importance: number;
  /** Labels of the triggers that its turn matched. */
  readonly triggers: readonly string[];
  /** `seq` of the op that stored it. */
  readonly seq: number;
}

/** A memory as it stands: its content, and what has become of it since. */
export interface Memory extends MemoryContent {
  readonly tier: Tier;
  /** Times it stood in the context of a run. */
  readonly accessCount: number;
  /** Which sitting it belongs to; a pause of more than four hours opens a new one. */
  readonly sitting: number;
  /** Name or role recall matches questions against. */
  readonly speaker: string;
  /** From this time on it is forgotten, in Unix milliseconds; absent: never. */
  readonly expiresAtMs?: number;
  /** `seq` of the op that last corrected it; absent: none has. */
  readonly correctedSeq?: number;
}

/** Whether a memory's time is over. */
export function isExpired(memory: Pick<Memory, "expiresAtMs">, nowMs: number): boolean {
  return memory.expiresAtMs !== undefined && memory.expiresAtMs <= nowMs;
}
