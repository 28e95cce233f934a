import type { EntityOp, EntityParts, Pointer } from "@semvec/coordination";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, LogEntry } from "./final-log.js";

/** R18: no cluster is its own member, dimensions match, and no parent that lives is replaced. */
export function* membershipsAreAllowed({ logs }: Evidence) {
  for (const { tenant, entity, entries } of logs.incarnations) {
    let before: EntityParts = {};
    for (const entry of entries) {
      const where = `${entity}@${entry.seq}`;
      if (entry.op.kind === "child-added") {
        const { child } = entry.op;
        if (child.id === entity) yield `${where} makes a cluster its own member`;
        const own = dimensionOf(entry);
        const theirs = dimensionOf(logs.at(tenant, child.id, child.genesisSeq));
        const isObserver = entry.parts?.observer !== undefined;
        if (!isObserver && own !== theirs)
          yield `${where} takes in ${child.id} of ${theirs} numbers`;
      }
      const left = replacedBy(entry.op, before);
      if (left !== undefined && lives(logs, tenant, left))
        yield `${where} leaves ${left.id} behind`;
      before = entry.parts ?? {};
    }
  }
}

function dimensionOf(entry: LogEntry | undefined): number | undefined {
  return entry?.session?.config.dimension;
}

/** The parent that an op puts another in the place of. */
function replacedBy(op: EntityOp, { memberOf, attachedTo }: EntityParts): Pointer | undefined {
  if (op.kind !== "parent-set") return undefined;
  const before = op.level === "cluster" ? memberOf : attachedTo;
  const isSame = before?.id === op.parent.id && before.genesisSeq === op.parent.genesisSeq;
  return isSame ? undefined : before;
}

/** Whether an incarnation lives to the end: then it lived all the while. */
function lives(logs: FinalLogs, tenant: string, { id, genesisSeq }: Pointer): boolean {
  return logs.living(tenant, id)?.genesisSeq === genesisSeq;
}
