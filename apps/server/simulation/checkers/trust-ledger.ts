import type { Pointer } from "@semvec/coordination";
import type { LogEntry } from "./final-log.js";

/** What the network knows of sessions, written down a second time: trust, and who was named. */
export class TrustLedger {
  readonly #trust = new Map<string, number>();
  readonly #namedMs = new Map<string, { readonly peer: Pointer; readonly atMs: number }>();

  /** The ledger after some entries of the network's log. */
  static after(entries: readonly LogEntry[]): TrustLedger {
    const ledger = new TrustLedger();
    for (const { op } of entries) {
      if (op.kind === "network-used") {
        for (const score of op.trust) ledger.#trust.set(nameOf(score), score.trust);
        for (const { id, genesisSeq } of op.peers) {
          ledger.#namedMs.set(id, { peer: { id, genesisSeq }, atMs: op.atMs });
        }
      }
      if (op.kind === "peer-forgotten") ledger.#forget(op.peer);
    }
    return ledger;
  }

  trustIn(session: Pointer): number {
    return this.#trust.get(nameOf(session)) ?? 0.5;
  }

  /** Sessions that were named within the last day. */
  namedSince(nowMs: number): Pointer[] {
    const dayMs = 86_400_000;
    const named = [...this.#namedMs.values()];
    return named.flatMap(({ peer, atMs }) => (nowMs - atMs < dayMs ? [peer] : []));
  }

  #forget(peer: Pointer): void {
    this.#trust.delete(nameOf(peer));
    const named = this.#namedMs.get(peer.id);
    if (named?.peer.genesisSeq === peer.genesisSeq) this.#namedMs.delete(peer.id);
  }
}

function nameOf({ id, genesisSeq }: Pointer): string {
  return `${id}@${genesisSeq}`;
}
