import type { LogPosition } from "@semvec/core";
import { type EntityKind, entityKindOf } from "../entity/describe-entity.js";
import type { EntityAnswer, EntityAnswers } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { entityMachine } from "../entity/entity-machine.js";
import type { EntityOp } from "../entity/entity-op.js";
import type { EntityState } from "../entity/entity-state.js";
import { outboxOf } from "../messages/outbox-of.js";
import type { Directory, DirectoryPlace } from "../services/directory.js";
import type { EntityRunner, EntityVersion, SetPlan } from "../services/entity-runner.js";
import type { MessageInTransit } from "../services/message-delivery.js";

/** An entity and where it stands; stays, without a state, when it is deleted. */
interface Held {
  readonly state: EntityState | undefined;
  readonly version: EntityVersion;
  readonly kind: EntityKind;
  readonly createdAtMs: number;
}

/** A message that waits, and until when. */
interface WaitingMessage extends MessageInTransit {
  /** Unix milliseconds. */
  readonly visibleAtMs: number;
}

/** Told of every op that is applied: what a log would hold. Must not throw. */
export type OpListener = (op: EntityOp, position: LogPosition) => void;

const absent = { state: undefined, version: { seq: 0, genesisSeq: 0 } } as const;

/**
 * Runs the machine in memory, for one tenant: the host without a log. Every set is atomic, for
 * nothing else runs between its plan and its effects. Messages collect until somebody takes them.
 */
export class MemoryRunner implements EntityRunner, Directory {
  readonly #entities = new Map<string, Held>();
  readonly #onOp: OpListener;
  #outbox: WaitingMessage[] = [];

  constructor(onOp: OpListener = () => {}) {
    this.#onOp = onOp;
  }

  async execute<C extends EntityCommand, T>(
    entity: string,
    command: C,
    present: (answer: EntityAnswers[C["kind"]]) => T,
  ): Promise<T> {
    return this.executeSet(
      [entity],
      () => new Map([[entity, command]]),
      // A command of one kind is answered by that kind's answer; the machine's type cannot say so.
      (answers) => present(answers.get(entity) as EntityAnswers[C["kind"]]),
    );
  }

  async executeSet<T>(
    entities: readonly string[],
    plan: SetPlan,
    present: (answers: ReadonlyMap<string, EntityAnswer>) => T,
  ): Promise<T> {
    const seen = entities.map((entity) => [entity, this.#entities.get(entity) ?? absent] as const);
    const states = new Map(seen.map(([entity, { state }]) => [entity, state]));
    const versions = new Map(seen.map(([entity, { version }]) => [entity, version]));
    const steps = [...plan(states, versions)].map(([entity, command]) => {
      const position = { entity, seq: (versions.get(entity)?.seq ?? 0) + 1 };
      const decision = entityMachine.decide(states.get(entity), command, position);
      return { position, ...decision };
    });
    // Nothing is applied before every command has been accepted.
    for (const { op, position } of steps) if (op !== undefined) this.#apply(op, position);
    return present(new Map(steps.map(({ position, answer }) => [position.entity, answer])));
  }

  async read<T>(
    entity: string,
    view: (state: EntityState | undefined, version: EntityVersion) => T,
  ): Promise<T> {
    const { state, version } = this.#entities.get(entity) ?? absent;
    return view(state, version);
  }

  async list(query: {
    readonly kind: EntityKind;
    readonly limit: number;
    readonly after?: DirectoryPlace;
  }): Promise<readonly DirectoryPlace[]> {
    const { kind, limit, after } = query;
    return [...this.#entities]
      .filter(([, held]) => held.kind === kind && held.state !== undefined)
      .map(([entity, { createdAtMs }]) => ({ entity, createdAtMs }))
      .sort(comparePlaces)
      .filter((place) => after === undefined || comparePlaces(place, after) > 0)
      .slice(0, limit);
  }

  async count(kind: EntityKind): Promise<number> {
    const held = [...this.#entities.values()];
    return held.filter((it) => it.kind === kind && it.state !== undefined).length;
  }

  /** Hands over the messages that are due, oldest first. */
  takeOutbox(nowMs: number): MessageInTransit[] {
    const isDue = ({ visibleAtMs }: WaitingMessage) => visibleAtMs <= nowMs;
    const due = this.#outbox.filter(isDue);
    this.#outbox = this.#outbox.filter((message) => !isDue(message));
    return due;
  }

  /** Takes a message back, to hand it over again from a time on. */
  putBack(message: MessageInTransit, visibleAtMs: number): void {
    this.#outbox.push({ ...message, visibleAtMs });
  }

  #apply(op: EntityOp, position: LogPosition): void {
    const { entity, seq } = position;
    const before = this.#entities.get(entity);
    const isGenesis = before?.state === undefined;
    const state = entityMachine.apply(before?.state, op, position);
    const genesisSeq = isGenesis ? seq : before.version.genesisSeq;
    this.#entities.set(entity, {
      state,
      version: { seq, genesisSeq },
      kind: isGenesis ? entityKindOf(op) : before.kind,
      createdAtMs: isGenesis ? op.atMs : before.createdAtMs,
    });
    outboxOf(op, position).forEach((message, sourceIndex) => {
      const { visibleAtMs = op.atMs, ...rest } = message;
      this.putBack({ ...rest, source: entity, sourceSeq: seq, sourceIndex }, visibleAtMs);
    });
    this.#onOp(op, position);
  }
}

function comparePlaces(a: DirectoryPlace, b: DirectoryPlace): number {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs - b.createdAtMs;
  return a.entity < b.entity ? -1 : a.entity > b.entity ? 1 : 0;
}
