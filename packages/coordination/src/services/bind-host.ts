import type { EntityAnswer, EntityAnswers } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import type { EntityState } from "../entity/entity-state.js";
import type { EntityRunner, EntityVersion, SetPlan } from "./entity-runner.js";

/** What {@link bindHost} needs of a host for all tenants; `EntityHost` has it. */
export interface TenantedHost {
  execute(
    tenant: string,
    entity: string,
    command: EntityCommand,
  ): Promise<
    | { readonly outcome: "executed"; readonly answer: EntityAnswer }
    | { readonly outcome: "replayed" }
  >;
  executeSet(
    tenant: string,
    entities: readonly string[],
    plan: SetPlan,
  ): Promise<
    | { readonly outcome: "executed"; readonly answers: ReadonlyMap<string, EntityAnswer> }
    | { readonly outcome: "replayed" }
  >;
  read<T>(
    tenant: string,
    entity: string,
    view: (state: EntityState | undefined, version: EntityVersion) => T,
  ): Promise<T>;
}

/** One tenant's entities in a host for all of them. */
export function bindHost(host: TenantedHost, tenant: string): EntityRunner {
  return {
    async execute<C extends EntityCommand, T>(
      entity: string,
      command: C,
      present: (answer: EntityAnswers[C["kind"]]) => T,
    ): Promise<T> {
      const result = executed(await host.execute(tenant, entity, command));
      // A command of one kind is answered by that kind's answer; the machine's type cannot say so.
      return present(result.answer as EntityAnswers[C["kind"]]);
    },
    async executeSet(entities, plan, present) {
      return present(executed(await host.executeSet(tenant, entities, plan)).answers);
    },
    read: (entity, view) => host.read(tenant, entity, view),
  };
}

function executed<R extends { readonly outcome: string }>(result: R) {
  if (result.outcome !== "executed") throw new Error("a command without a key was replayed");
  return result as Extract<R, { readonly outcome: "executed" }>;
}
