import type { ReceiveAnswer } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import type { EntityState } from "../entity/entity-state.js";
import { samePointer } from "../entity/pointer.js";
import { ContendedError } from "../errors.js";
import { decodeMessage, type GroupMessage } from "../messages/group-message.js";
import type { MessageId } from "../messages/message-ledger.js";
import { sampleSlotMs } from "../observer/sample-slot.js";
import { readRegionMean } from "./cluster-reading.js";
import { leaveDeadCluster } from "./leave-dead-cluster.js";
import { executePlan, type PlannedSet } from "./scene.js";
import { expireSession } from "./session-lifetime.js";
import { type SampleParts, takeSample } from "./take-sample.js";

/** A message on its way, as an outbox row holds it. */
export interface MessageInTransit extends MessageId {
  readonly target: string;
  readonly targetGenesisSeq: number;
  readonly body: Uint8Array;
}

/**
 * What became of a message.
 *
 * - `dropped`: its target is gone, or another incarnation, or has set itself another timer
 * - `expired`: the session's lifetime was over, and it is deleted
 * - `sampled`: the observer has looked
 * - `early`: the session was written to meanwhile
 */
export interface Delivery {
  readonly outcome: ReceiveAnswer["outcome"] | "dropped" | "expired" | "sampled" | "early";
  /** When a timer is to be delivered again, in Unix milliseconds. Absent: never. */
  readonly againAtMs?: number;
}

/** How often the mean of a region is read for one message while its clusters change. */
const attemptsMax = 4;

const dropped: Delivery = { outcome: "dropped" };

/** Delivers the messages that entities send each other, and themselves, by the outbox. */
export class MessageDelivery {
  readonly #parts: SampleParts;

  constructor(parts: SampleParts) {
    this.#parts = parts;
  }

  /**
   * Delivers a message. Resolves when its effect is in the receiver's log; delivering it again does
   * nothing.
   *
   * @throws CodecError for a message of a newer version; deliver it again later
   * @throws what the runner throws; deliver it again later
   */
  async deliver(row: MessageInTransit): Promise<Delivery> {
    const message = decodeMessage(row.body);
    switch (message.kind) {
      case "expire":
        return this.#expire(row);
      case "sample":
        return this.#sample(row);
      default:
        return this.#tell(row, message);
    }
  }

  async #tell(row: MessageInTransit, message: GroupMessage): Promise<Delivery> {
    let mean: Mean | undefined;
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const answer = await this.#receive(row, message, mean);
      if (answer === undefined) return this.#drop(row, message);
      const { outcome, events = [] } = answer;
      if (outcome !== "needs-mean") {
        const { tenant, publish } = this.#parts;
        for (const event of events) publish?.({ ...event, tenant });
        return { outcome };
      }
      mean = await this.#readMean(row.target);
    }
    throw new ContendedError();
  }

  /** `undefined` when the target is not the incarnation that the message is for. */
  #receive(row: MessageInTransit, message: GroupMessage, mean: Mean | undefined) {
    const { target, targetGenesisSeq, source, sourceSeq, sourceIndex } = row;
    const command: EntityCommand = {
      kind: "receive",
      nowMs: this.#parts.clock.nowMs(),
      from: { source, sourceSeq, sourceIndex },
      message,
      ...(mean !== undefined && { mean }),
    };
    return executePlan<ReceiveAnswer | undefined>(
      this.#parts.runner,
      [target],
      (scene): PlannedSet<ReceiveAnswer | undefined> => {
        const receiver = scene.follow({ id: target, genesisSeq: targetGenesisSeq });
        if (receiver === undefined) return { commands: new Map(), present: () => undefined };
        const commands = new Map([[target, command]]);
        return { commands, present: (answers) => answers.of(target, "receive") };
      },
    );
  }

  async #readMean(region: string): Promise<Mean> {
    const { runner } = this.#parts;
    const clusters = await runner.read(region, (state) => state?.parts.region?.children ?? []);
    const vector = await readRegionMean(runner, clusters);
    return vector === undefined ? {} : { vector };
  }

  async #drop(row: MessageInTransit, message: GroupMessage): Promise<Delivery> {
    // The sender still points at a cluster that is gone: its next drift should find its way.
    if (message.kind === "drift") await leaveDeadCluster(this.#parts, row.source);
    return dropped;
  }

  /** The timer of a session's lifetime: one that was written to since comes again. */
  async #expire(row: MessageInTransit): Promise<Delivery> {
    const isThere = await this.#readTarget(row, () => true);
    if (isThere === undefined) return dropped;
    const againAtMs = await expireSession(this.#parts, row.target);
    return againAtMs === undefined ? { outcome: "expired" } : { outcome: "early", againAtMs };
  }

  /** The timer of an observer: comes again for the next slot; slots that were missed stay so. */
  async #sample(row: MessageInTransit): Promise<Delivery> {
    const observer = await this.#readTarget(row, ({ parts }) => parts.observer);
    if (observer?.timerSeq !== row.sourceSeq) return dropped;
    const { intervalMs } = observer;
    const slotMs = sampleSlotMs(this.#parts.clock.nowMs(), intervalMs);
    await takeSample(this.#parts, slotMs);
    return { outcome: "sampled", againAtMs: slotMs + intervalMs };
  }

  #readTarget<T>(row: MessageInTransit, view: (state: EntityState) => T): Promise<T | undefined> {
    const { target: id, targetGenesisSeq } = row;
    return this.#parts.runner.read(id, (state, { genesisSeq }) => {
      const isSame = samePointer({ id, genesisSeq }, { id, genesisSeq: targetGenesisSeq });
      return state !== undefined && isSame ? view(state) : undefined;
    });
  }
}

interface Mean {
  readonly vector?: Float32Array;
}
