import type { IsolationLevel } from "../controls/isolation-policy.js";
import type { LiteralInput } from "../literals/literal.js";
import type { Role, Tier } from "../memory/memory.js";
import type { PurgedReplay } from "./purge/filtered-replay.js";
import type { PurgeFilter } from "./purge/purge-filter.js";
import type { ReembedCommand } from "./reembed.js";
import type { SessionOptions } from "./session-config.js";
import type { SteeringCommand } from "./steering.js";

/** Something said, with its vector when there is one. */
export interface UtteranceInput {
  /** 1..100 000 UTF-16 units, not blank. */
  readonly text: string;
  /**
   * As many numbers as the session's dimension; its length carries no meaning. Absent: there is no
   * vector yet. Then it is remembered and found by its words, moves neither state nor drift, and
   * gets its vector with the next {@link ReembedCommand}.
   */
  readonly vector?: ArrayLike<number>;
  /**
   * When it was said, in Unix milliseconds. Default: for a response, when its message was said;
   * else the command's `nowMs`.
   */
  readonly timestampMs?: number;
  /** Default: `user` for a message, `assistant` for a response. */
  readonly role?: Role;
  /** Where it came from; any name of the client's. */
  readonly source?: string;
  /** The request that brought it; any name of the host's. */
  readonly requestId?: string;
}

/** A command whose vectors a model made. */
export interface EmbeddedCommand {
  /**
   * The model that they are of. When the session's is another by now, nothing is done. Default: not
   * checked.
   */
  readonly embeddedBy?: string;
}

/** Runs one turn: stores the previous answer, scores the message, recalls for it. */
export interface RunCommand extends EmbeddedCommand {
  readonly kind: "run";
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly message: UtteranceInput;
  /** The previous answer; paired with the message buffered by the run before. */
  readonly response?: UtteranceInput;
  /** Creates the session when it does not exist. */
  readonly create?: SessionOptions;
  /** Wipes the session first. */
  readonly reset?: boolean;
  /** Similarity at which {@link RunAnswer.shortCircuit} is true, -1..1. Default 0.85. */
  readonly shortCircuitThreshold?: number;
  /** Memories to recall, 1..100. Default 5. */
  readonly topK?: number;
  /** Tokens of the context, 64..32 000. Default 350. */
  readonly tokenBudget?: number;
}

/** Stores an answer, paired with the buffered message, or a pair as given. */
export interface StoreCommand extends EmbeddedCommand {
  readonly kind: "store";
  readonly nowMs: number;
  readonly response: UtteranceInput;
  /** With it the pair is stored as given and the buffer stays as it is. */
  readonly message?: UtteranceInput;
}

/** A turn of the past: a message, a response, or both. */
export interface TurnInput {
  readonly message?: UtteranceInput;
  readonly response?: UtteranceInput;
}

/** Stores up to 256 turns at once, all or nothing. */
export interface StoreTurnsCommand extends EmbeddedCommand {
  readonly kind: "store-turns";
  readonly nowMs: number;
  readonly turns: readonly TurnInput[];
}

/** Creates the session. */
export interface CreateCommand {
  readonly kind: "create";
  readonly nowMs: number;
  readonly options: SessionOptions;
}

/** Wipes what was said; what was set up stays. */
export interface ResetCommand {
  readonly kind: "reset";
  readonly nowMs: number;
}

/** Replaces the session by an exported one. */
export interface ImportCommand {
  readonly kind: "import";
  readonly nowMs: number;
  /** As `JSON.parse` gave it; untrusted. */
  readonly stateDict: unknown;
  /** Must equal the checksum inside, when given. */
  readonly checksum?: string;
  /** Creates the session when it does not exist. */
  readonly create?: boolean;
}

/** Adds a trigger: a keyword, a vector, or both. */
export interface AddTriggerCommand {
  readonly kind: "add-trigger";
  readonly nowMs: number;
  /** 1..128 UTF-16 units. */
  readonly keyword?: string;
  readonly vector?: ArrayLike<number>;
  /** Least cosine that matches `vector`, -1..1. Default 0.8. */
  readonly threshold?: number;
}

/** Removes all triggers. */
export interface ClearTriggersCommand {
  readonly kind: "clear-triggers";
  readonly nowMs: number;
}

/** Adds a direction that the conversation is meant to keep to. */
export interface AddAnchorCommand extends EmbeddedCommand {
  readonly kind: "add-anchor";
  readonly nowMs: number;
  readonly vector: ArrayLike<number>;
}

/** Replaces the isolation policy, lists and threshold included. */
export interface SetIsolationCommand {
  readonly kind: "set-isolation";
  readonly nowMs: number;
  readonly level: IsolationLevel;
  /** At most 256 each. Default: none. */
  readonly exclusions?: readonly ArrayLike<number>[];
  readonly allowed?: readonly ArrayLike<number>[];
  /** Least cosine that counts as near, -1..1. Default 0.8. */
  readonly threshold?: number;
}

/** Admits what quarantine holds, in order. */
export interface ReleaseQuarantineCommand {
  readonly kind: "release-quarantine";
  readonly nowMs: number;
}

/** Puts a memory in by hand; the state does not move. */
export interface InjectMemoryCommand {
  readonly kind: "inject-memory";
  readonly nowMs: number;
  readonly memory: UtteranceInput;
  /** Default `short_term`. */
  readonly tier?: Tier;
  /** 0..1. Default 0.5. */
  readonly importance?: number;
  /** Default 0. */
  readonly accessCount?: number;
  /** From this time on it is forgotten, in Unix milliseconds. Default: never. */
  readonly expiresAtMs?: number;
}

/**
 * Corrects a memory where it stands: hash, place in the conversation, time and tier stay, and the
 * state does not move. What is absent stays as it is.
 */
export interface CorrectMemoryCommand extends EmbeddedCommand {
  readonly kind: "correct-memory";
  readonly nowMs: number;
  readonly memoryHash: string;
  /** 1..100 000 UTF-16 units, not blank; comes with its `vector`. */
  readonly text?: string;
  readonly vector?: ArrayLike<number>;
  /** 0..1. */
  readonly importance?: number;
  /** From this time on it is forgotten, in Unix milliseconds; `null`: it lasts. */
  readonly expiresAtMs?: number | null;
}

/** Forgets a memory. */
export interface ForgetMemoryCommand {
  readonly kind: "forget-memory";
  readonly nowMs: number;
  readonly memoryHash: string;
}

/**
 * Takes everything out that a filter names, as if it had never been said. The log says what was, so
 * the caller replays it with a `FilteredReplay` first.
 */
export interface PurgeCommand {
  readonly kind: "purge";
  readonly nowMs: number;
  readonly filter: PurgeFilter;
  /** Result of the replay, through the session's newest op. */
  readonly replay: PurgedReplay;
}

/** Writes a literal; one under the same key is replaced. */
export interface PutLiteralCommand {
  readonly kind: "put-literal";
  readonly nowMs: number;
  readonly literal: LiteralInput;
}

/** Writes literals whose keys are new, all or none; what is held stays, for it may be corrected. */
export interface AddLiteralsCommand {
  readonly kind: "add-literals";
  readonly nowMs: number;
  /** At most 256 new ones; the first under a key counts. */
  readonly literals: readonly LiteralInput[];
}

/** Removes a literal. */
export interface RemoveLiteralCommand {
  readonly kind: "remove-literal";
  readonly nowMs: number;
  readonly key: string;
}

/** What steers a session or its literals. */
export type ControlCommand =
  | AddTriggerCommand
  | ClearTriggersCommand
  | AddAnchorCommand
  | SetIsolationCommand
  | ReleaseQuarantineCommand
  | InjectMemoryCommand
  | CorrectMemoryCommand
  | ForgetMemoryCommand
  | PutLiteralCommand
  | AddLiteralsCommand
  | RemoveLiteralCommand;

/** Ends the session. */
export interface DeleteCommand {
  readonly kind: "delete";
  readonly nowMs: number;
}

/** Everything a session can be asked to do that changes it. */
export type SessionCommand =
  | CreateCommand
  | RunCommand
  | StoreCommand
  | StoreTurnsCommand
  | ResetCommand
  | ImportCommand
  | PurgeCommand
  | ControlCommand
  | SteeringCommand
  | ReembedCommand
  | DeleteCommand;

/** Bounds of the commands. */
export const commandLimits = {
  topKMin: 1,
  topKMax: 100,
  topKDefault: 5,
  tokenBudgetMin: 64,
  tokenBudgetMax: 32_000,
  tokenBudgetDefault: 350,
  shortCircuitThresholdDefault: 0.85,
  turnCountMax: 256,
  sourceLengthMax: 200,
  requestIdLengthMax: 128,
  /** New literals that one command adds. */
  addedLiteralCountMax: 256,
  /** Literals that one context shows. */
  literalsInContextMax: 5,
} as const;
