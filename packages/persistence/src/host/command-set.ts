import type { Decision, Machine } from "@semvec/core";
import { InvalidCommitError } from "../errors.js";
import type { CommitRow, IdempotentRecord } from "../store/commit-row.js";
import type { TenantStore } from "../store/store.js";
import type { EntityHostOptions, EntityVersion, IdempotencyOption } from "./host-types.js";
import { type HotState, versionOf } from "./hot-state.js";
import { applyOp } from "./replay.js";
import { type RowSource, rowOfOp } from "./row-of-op.js";
import type { WarmStates } from "./warm-states.js";

/** What one or more commands need besides the states: pure, for it runs again after a lost race. */
export interface CommandSet<State, Command, Answer> {
  readonly plan: (
    states: ReadonlyMap<string, State | undefined>,
    versions: ReadonlyMap<string, EntityVersion>,
  ) => ReadonlyMap<string, Command>;
  readonly idem: IdempotencyOption<ReadonlyMap<string, Answer>> | undefined;
}

/** What became of one attempt to run a command set. */
export type Attempt<Answer> =
  | {
      readonly outcome: "executed";
      readonly answers: ReadonlyMap<string, Answer>;
      readonly versions: ReadonlyMap<string, EntityVersion>;
      /** Ops that were appended. */
      readonly ops: number;
    }
  | { readonly outcome: "replayed"; readonly idem: IdempotentRecord }
  | { readonly outcome: "lost" }
  /** Nothing to append, or a refusal, from a state that may lag: it proves nothing. */
  | { readonly outcome: "unproven" };

interface CommandSetRunnerOptions<State, Command, Op, Answer> extends RowSource<Op> {
  readonly machine: Machine<State, Command, Op, Answer>;
  readonly warm: WarmStates<State, Op>;
  readonly describe: EntityHostOptions<State, Command, Op, Answer>["describe"];
}

interface Step<State, Op, Answer> {
  readonly hot: HotState<State>;
  readonly decision: Decision<Op, Answer>;
}

interface Write<State, Op> {
  readonly hot: HotState<State>;
  readonly op: Op;
  readonly row: CommitRow;
}

/** Decides, commits, and only then applies: the life of a command set. */
export class CommandSetRunner<State, Command, Op, Answer> {
  readonly #options: CommandSetRunnerOptions<State, Command, Op, Answer>;

  constructor(options: CommandSetRunnerOptions<State, Command, Op, Answer>) {
    this.#options = options;
  }

  /**
   * One attempt on the given states, whose turns in the queue the caller holds. When they may lag
   * behind the log (`current` is false), only an op that the log takes proves that they did not.
   */
  async attempt(
    store: TenantStore,
    hots: ReadonlyMap<string, HotState<State>>,
    commands: CommandSet<State, Command, Answer>,
    current: boolean,
  ): Promise<Attempt<Answer>> {
    const steps = current
      ? this.#decide(hots, commands.plan)
      : this.#decideToWrite(hots, commands.plan);
    if (steps === undefined) return { outcome: "unproven" };
    const answers = new Map(steps.map(({ hot, decision }) => [hot.entity, decision.answer]));
    const { idem } = commands;
    const record = idem && { ...idem.respond(answers), ...keyOf(idem) };
    const writes = steps.flatMap((step) => this.#write(step));
    if (writes.length > 0) {
      const result = await this.#commit(store, writes, record);
      if (result.outcome !== "won") return result;
      this.#apply(writes, result.rows);
    } else if (record !== undefined) {
      const saved = await store.saveIdempotent(record, steps[0]?.hot.entity);
      if (saved.outcome === "replayed") return saved;
    }
    const versions = new Map(steps.map(({ hot }) => [hot.entity, versionOf(hot)]));
    return { outcome: "executed", answers, versions, ops: writes.length };
  }

  #decide(
    hots: ReadonlyMap<string, HotState<State>>,
    plan: CommandSet<State, Command, Answer>["plan"],
  ): Step<State, Op, Answer>[] {
    const states = new Map([...hots].map(([entity, hot]) => [entity, hot.state]));
    const versions = new Map([...hots].map(([entity, hot]) => [entity, versionOf(hot)]));
    return [...plan(states, versions)].map(([entity, command]) => {
      const hot = hots.get(entity);
      if (hot === undefined) {
        throw new InvalidCommitError(
          `the plan commands ${JSON.stringify(entity)}, which is not among the entities of the set`,
        );
      }
      const position = { entity, seq: hot.seq + 1 };
      return { hot, decision: this.#options.machine.decide(hot.state, command, position) };
    });
  }

  #decideToWrite(
    hots: ReadonlyMap<string, HotState<State>>,
    plan: CommandSet<State, Command, Answer>["plan"],
  ): Step<State, Op, Answer>[] | undefined {
    try {
      const steps = this.#decide(hots, plan);
      return steps.some(({ decision }) => decision.op !== undefined) ? steps : undefined;
    } catch {
      // It may be refused for what is no longer so; on a current state it is decided again.
      return undefined;
    }
  }

  #write({ hot, decision }: Step<State, Op, Answer>): Write<State, Op>[] {
    const { op } = decision;
    if (op === undefined) return [];
    const row = rowOfOp(this.#options, hot, op);
    if (hot.state !== undefined) return [{ hot, op, row }];
    const { kind = row.kind, meta } = this.#options.describe?.(op) ?? {};
    const genesis = meta === undefined ? {} : { meta };
    return [{ hot, op, row: { ...row, kind, genesis } }];
  }

  async #commit(
    store: TenantStore,
    writes: readonly Write<State, Op>[],
    record: IdempotentRecord | undefined,
  ) {
    const rows = writes.map(({ row }, index) =>
      record !== undefined && index === 0 ? { ...row, idem: record } : row,
    );
    try {
      return await store.commit(rows);
    } catch (error) {
      // Nobody can be sure what the log holds now, so the states are read from it again.
      for (const { hot } of writes) this.#options.warm.hotStates.drop(hot);
      throw error;
    }
  }

  #apply(
    writes: readonly Write<State, Op>[],
    committed: readonly { readonly seq: number; readonly hash: Uint8Array }[],
  ): void {
    const { machine, warm } = this.#options;
    let failure: unknown;
    for (const [index, { hot, op, row }] of writes.entries()) {
      const end = committed[index];
      if (end === undefined) throw new InvalidCommitError("the store confirmed too few rows");
      try {
        applyOp(machine, hot, op, { ...end, atMs: row.atMs }, row.body.byteLength);
        warm.applied(hot);
      } catch (error) {
        // The other entities of the set still have to take their ops.
        failure ??= error;
        warm.hotStates.drop(hot);
      }
    }
    if (failure !== undefined) throw failure;
  }
}

function keyOf(idem: Pick<IdempotentRecord, "key" | "fingerprint" | "expiresAtMs">) {
  const { key, fingerprint, expiresAtMs } = idem;
  return { key, fingerprint, expiresAtMs };
}
