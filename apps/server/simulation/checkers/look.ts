import type { Pointer } from "@semvec/coordination";
import type { Glimpse, InformedCommand } from "../world/informed-command.js";
import type { FinalLogs, LogEntry } from "./final-log.js";

/** What the sender of a command had read before it, found again in the logs. */
export class Look {
  /** Entities that were read more than once, and had changed. */
  readonly #unsteady = new Set<string>();
  readonly #entries = new Map<string, LogEntry | undefined>();
  /** What was asked for here and had not been read. */
  readonly unread = new Set<string>();

  /** @param since - what was read before the last reading of this entity is left out */
  constructor(logs: FinalLogs, { tenant, seen }: InformedCommand, since?: string) {
    for (const { entity, seq } of since === undefined ? seen : readSince(seen, since)) {
      const entry = logs.at(tenant, entity, seq);
      if (this.#entries.has(entity) && this.#entries.get(entity) !== entry) {
        this.#unsteady.add(entity);
      }
      this.#entries.set(entity, entry);
    }
  }

  /** False when something changed while it was read: then nobody can tell which was meant. */
  get isSteady(): boolean {
    return this.#unsteady.size === 0;
  }

  /** The entity as it was read, unless it was not there. */
  find(id: string): LogEntry | undefined {
    if (!this.#entries.has(id)) this.unread.add(id);
    const entry = this.#entries.get(id);
    return entry?.session === undefined ? undefined : entry;
  }

  /** The incarnation that a pointer names, as it was read. */
  follow({ id, genesisSeq }: Pointer): LogEntry | undefined {
    const entry = this.find(id);
    return entry?.genesisSeq === genesisSeq ? entry : undefined;
  }
}

function readSince(seen: readonly Glimpse[], entity: string): readonly Glimpse[] {
  return seen.slice(seen.findLastIndex((it) => it.entity === entity));
}
