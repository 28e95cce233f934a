import type { Decision, LogPosition, Machine } from "@semvec/core";

/** An account: enough to see order, loss, duplication and rounding. */
export interface Ledger {
  balance: number;
  /** `seq` of every op since the account was opened, in order. */
  readonly history: number[];
}

export type LedgerCommand =
  | { readonly type: "open"; readonly currency?: string }
  | { readonly type: "add"; readonly amount: number }
  | { readonly type: "close" }
  | { readonly type: "ask" };

export type LedgerOp =
  | { readonly type: "open"; readonly currency: string }
  | { readonly type: "add"; readonly amount: number }
  | { readonly type: "poison" }
  | { readonly type: "close" };

export interface LedgerAnswer {
  readonly balance: number;
  readonly seq: number;
}

export class LedgerRefusal extends Error {}

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** A small real machine. Its `apply` changes the state in place, as machines may. */
export class LedgerMachine implements Machine<Ledger, LedgerCommand, LedgerOp, LedgerAnswer> {
  readonly kind = "ledger";
  readonly engineVersion: number;
  readonly #bytesEach: number;
  readonly #forgetful: boolean;

  /** A forgetful machine does not understand the states of others. */
  constructor(options: { engineVersion?: number; bytesEach?: number; forgetful?: boolean } = {}) {
    this.#forgetful = options.forgetful ?? false;
    this.engineVersion = options.engineVersion ?? 1;
    this.#bytesEach = options.bytesEach ?? 1000;
  }

  decide(
    state: Ledger | undefined,
    command: LedgerCommand,
    position: LogPosition,
  ): Decision<LedgerOp, LedgerAnswer> {
    if (command.type === "open") {
      if (state !== undefined) throw new LedgerRefusal("open already");
      const op = { type: "open", currency: command.currency ?? "EUR" } as const;
      return { op, answer: { balance: 0, seq: position.seq } };
    }
    if (state === undefined) throw new LedgerRefusal("no such account");
    if (command.type === "ask") {
      return { answer: { balance: state.balance, seq: position.seq - 1 } };
    }
    const balance = state.balance + (command.type === "add" ? command.amount : 0);
    return { op: command, answer: { balance, seq: position.seq } };
  }

  apply(state: Ledger | undefined, op: LedgerOp, position: LogPosition): Ledger | undefined {
    if (op.type === "open") return { balance: 0, history: [position.seq] };
    if (op.type === "close") return undefined;
    if (state === undefined || op.type === "poison") throw new Error(`cannot apply ${op.type}`);
    state.balance += op.amount;
    state.history.push(position.seq);
    return state;
  }

  opKind(op: LedgerOp): string {
    return op.type;
  }

  isTombstone(op: LedgerOp): boolean {
    return op.type === "close";
  }

  encodeOp(op: LedgerOp): Uint8Array {
    return encode(op);
  }

  decodeOp(bytes: Uint8Array): LedgerOp {
    return decode(bytes) as LedgerOp;
  }

  encodeState(state: Ledger): Uint8Array {
    return encode([state.balance, state.history]);
  }

  decodeState(bytes: Uint8Array): Ledger {
    if (this.#forgetful) throw new Error("cannot decode");
    const [balance, history] = decode(bytes) as [number, number[]];
    return { balance, history };
  }

  stateBytes(): number {
    return this.#bytesEach;
  }
}
