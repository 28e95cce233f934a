import type { SessionState } from "@semvec/core";
import type { EntityAnswer, EntityAnswers } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import type { EntityParts, EntityState } from "../entity/entity-state.js";
import { type Pointer, samePointer } from "../entity/pointer.js";
import { ContendedError } from "../errors.js";
import type { EntityRunner, EntityVersion } from "./entity-runner.js";

/** An entity as a plan sees it. */
export interface SeenEntity {
  readonly id: string;
  readonly pointer: Pointer;
  readonly session: SessionState;
  readonly parts: EntityParts;
}

/** The entities that a plan may look at, and command, as one consistent picture. */
export class Scene {
  readonly #states: ReadonlyMap<string, EntityState | undefined>;
  readonly #versions: ReadonlyMap<string, EntityVersion>;

  constructor(
    states: ReadonlyMap<string, EntityState | undefined>,
    versions: ReadonlyMap<string, EntityVersion>,
  ) {
    this.#states = states;
    this.#versions = versions;
  }

  /** An entity by its id, or `undefined` when there is none. The plan runs again with it if new. */
  find(id: string): SeenEntity | undefined {
    return this.findAll([id])[0];
  }

  /** As {@link find}, for many at once, in their order. */
  findAll(ids: readonly string[]): (SeenEntity | undefined)[] {
    const missing = ids.filter((id) => !this.#states.has(id));
    if (missing.length > 0) throw new UnseenEntitiesError(missing);
    return ids.map((id) => {
      const state = this.#states.get(id);
      const version = this.#versions.get(id);
      if (state === undefined || version === undefined) return undefined;
      return { id, pointer: { id, genesisSeq: version.genesisSeq }, ...state };
    });
  }

  /** The incarnation that a pointer names, or `undefined` when it is gone. */
  follow(pointer: Pointer | undefined): SeenEntity | undefined {
    if (pointer === undefined) return undefined;
    const found = this.find(pointer.id);
    return samePointer(found?.pointer, pointer) ? found : undefined;
  }

  /** As {@link follow}, for many at once; those that are gone are left out. */
  followAll(pointers: readonly Pointer[]): SeenEntity[] {
    const found = this.findAll(pointers.map(({ id }) => id));
    return found.flatMap((entity, i) =>
      entity !== undefined && samePointer(entity.pointer, pointers[i]) ? [entity] : [],
    );
  }
}

/** A plan looked at entities that were not among those of its set. */
class UnseenEntitiesError extends Error {
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super("a plan looked at entities that it had not named");
    this.name = "UnseenEntitiesError";
    this.ids = ids;
  }
}

/** Commands for entities of a scene, and what they amount to. */
export interface PlannedSet<T> {
  readonly commands: ReadonlyMap<string, EntityCommand>;
  readonly present: (answers: Answers) => T;
}

/** The answers to the commands of a set. */
export class Answers {
  readonly #answers: ReadonlyMap<string, EntityAnswer>;

  constructor(answers: ReadonlyMap<string, EntityAnswer>) {
    this.#answers = answers;
  }

  /** The answer of an entity that was given a command of this kind. */
  of<K extends keyof EntityAnswers>(entity: string, _kind: K): EntityAnswers[K] {
    // A command of one kind is answered by that kind's answer; the machine's type cannot say so.
    return this.#answers.get(entity) as EntityAnswers[K];
  }
}

/** How often a plan may find that it needs one more entity. */
const roundsMax = 8;

/**
 * Runs a plan over the entities it looks at: those named, and those it finds to need on the way (a
 * session's present cluster, a cluster's members). Whatever it saw is what it commands: a change in
 * between makes it run again.
 *
 * @throws ContendedError when what it needs keeps changing
 * @throws what the plan, the machine and the host throw; nothing was written
 */
export async function executePlan<T>(
  runner: EntityRunner,
  ids: readonly string[],
  plan: (scene: Scene) => PlannedSet<T>,
): Promise<T> {
  const named = new Set(ids);
  for (let round = 0; round < roundsMax; round++) {
    let planned: PlannedSet<T> | undefined;
    try {
      return await runner.executeSet(
        [...named],
        (states, versions) => {
          planned = plan(new Scene(states, versions));
          return planned.commands;
        },
        (answers) => {
          if (planned === undefined) throw new Error("a set was answered without a plan");
          return planned.present(new Answers(answers));
        },
      );
    } catch (error) {
      if (!(error instanceof UnseenEntitiesError)) throw error;
      for (const id of error.ids) named.add(id);
    }
  }
  throw new ContendedError();
}
