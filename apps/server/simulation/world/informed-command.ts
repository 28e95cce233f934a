import type { EntityAnswer, EntityCommand } from "@semvec/coordination";
import type { Request } from "./history.js";

/** An entity when it was read: the end of its log. */
export interface Glimpse {
  readonly entity: string;
  readonly seq: number;
}

/** A command that says what other entities are like, with what its sender had read of them. */
export interface InformedCommand<Command extends EntityCommand = EntityCommand> {
  readonly tenant: string;
  readonly entity: string;
  readonly command: Command;
  /** Absent for deliveries of the outbox. */
  readonly request?: Request;
  /** In the order of the answers. */
  readonly seen: readonly Glimpse[];
  /** Present when it was answered, with the end of the log after it. */
  readonly done?: { readonly seq: number; readonly answer: EntityAnswer };
}

/** Whether what a command says was read from other entities. */
export function isInformed(command: EntityCommand): boolean {
  const { kind } = command;
  if (kind === "receive") return command.mean !== undefined;
  return kind === "sample" || kind === "hold-consensus";
}
