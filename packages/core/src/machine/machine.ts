/** Where an op stands: the entity it belongs to and its place in that entity's log. */
export interface LogPosition {
  /** Id of the entity, unique within its tenant. */
  readonly entity: string;
  /** Place in the log: the first op of an entity has `seq` 1, and there are no gaps. */
  readonly seq: number;
}

/** What a command leads to: an answer, and the op to log first when something changes. */
export interface Decision<Op, Answer> {
  /** The one op that holds every effect of the command; absent when nothing changes. */
  readonly op?: Op;
  /** Leaves only after the op is durable. */
  readonly answer: Answer;
}

/**
 * A deterministic state machine over its own log: the one idea that everything stateful shares.
 *
 * `decide` is pure: it reads the state and leaves it as it was. `apply` is the only thing that
 * changes a state. Ops carry resolved effects (vectors, time, ids), so a replay needs no embedder
 * and no clock, and gives the same bytes from {@link Machine.encodeState}.
 *
 * @typeParam State - the in-memory state; `undefined` stands for an entity that does not exist
 * @typeParam Command - what a caller asks for
 * @typeParam Op - what the log keeps
 * @typeParam Answer - what a caller gets
 */
export interface Machine<State, Command, Op, Answer> {
  /** Names the kind of entity in the directory, e.g. `session`. */
  readonly kind: string;
  /** Version of the rules; stored with every op and snapshot. */
  readonly engineVersion: number;

  /**
   * Decides what a command does at `position`, the place the resulting op would take.
   *
   * @throws the machine's own typed errors when the command is refused; the state is unchanged
   */
  decide(state: State | undefined, command: Command, position: LogPosition): Decision<Op, Answer>;

  /**
   * Applies one op. May change and return the given state or return a new one; `undefined` when
   * the op was a tombstone. Never called before the op is durable.
   */
  apply(state: State | undefined, op: Op, position: LogPosition): State | undefined;

  /** Stable name of an op's kind, for the log's `kind` column. */
  opKind(op: Op): string;
  /** True for the op that ends an entity; the log may be followed by a new genesis. */
  isTombstone(op: Op): boolean;

  encodeOp(op: Op): Uint8Array;
  /** @throws CodecError when the bytes are not an op this version understands */
  decodeOp(bytes: Uint8Array): Op;

  /** Canonical bytes: equal states give equal bytes. */
  encodeState(state: State): Uint8Array;
  /** @throws CodecError when the bytes are not a state this version understands */
  decodeState(bytes: Uint8Array): State;

  /** Estimate of the memory a state holds, in bytes; steers eviction. */
  stateBytes(state: State): number;
}
