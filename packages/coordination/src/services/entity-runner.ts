import type { EntityAnswer, EntityAnswers } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import type { EntityState } from "../entity/entity-state.js";

/** Where an entity stands in its log. */
export interface EntityVersion {
  /** 0 when the entity never existed. */
  readonly seq: number;
  /** `seq` of the op that began the current (or last) incarnation; 0 when there is none. */
  readonly genesisSeq: number;
}

/**
 * What to do with several entities, given their states. Pure: it may run again after a lost race.
 * An error that it throws reaches the caller, and nothing is written.
 */
export type SetPlan = (
  states: ReadonlyMap<string, EntityState | undefined>,
  versions: ReadonlyMap<string, EntityVersion>,
) => ReadonlyMap<string, EntityCommand>;

/**
 * The entities of one tenant, behind a host that runs the `entityMachine`: in memory
 * (`MemoryRunner`) or durable (`bindHost`).
 *
 * Answers leave through `present`, a pure function, so that a durable host can store what a caller
 * will be sent in the same commit as the change.
 */
export interface EntityRunner {
  /** Runs one command. @throws what the machine and the host throw; nothing was written */
  execute<C extends EntityCommand, T>(
    entity: string,
    command: C,
    present: (answer: EntityAnswers[C["kind"]]) => T,
  ): Promise<T>;

  /** Runs a command on each of several entities, all or nothing. Errors as for `execute`. */
  executeSet<T>(
    entities: readonly string[],
    plan: SetPlan,
    present: (answers: ReadonlyMap<string, EntityAnswer>) => T,
  ): Promise<T>;

  /** Runs a pure function on a state, which it must neither change nor keep. */
  read<T>(
    entity: string,
    view: (state: EntityState | undefined, version: EntityVersion) => T,
  ): Promise<T>;
}
