import type { DriftBusEvent } from "../bus/drift-bus-event.js";
import type { ReceiveAnswer } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { ContendedError } from "../errors.js";
import { decodeMessage, type GroupMessage } from "../messages/group-message.js";
import type { MessageId } from "../messages/message-ledger.js";
import { busEventsOf } from "./bus-events.js";
import { readRegionMean } from "./cluster-reading.js";
import { leaveDeadCluster } from "./leave-dead-cluster.js";
import { executePlan, type PlannedSet } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/** A message on its way, as an outbox row holds it. */
export interface MessageInTransit extends MessageId {
  readonly target: string;
  readonly targetGenesisSeq: number;
  readonly body: Uint8Array;
}

/** What became of a message. `dropped`: its target is gone, or another incarnation. */
export interface Delivery {
  readonly outcome: ReceiveAnswer["outcome"] | "dropped";
  /** What it is on the drift bus, when a region took it in. */
  readonly events: readonly DriftBusEvent[];
}

/** What messages are delivered with. */
export interface DeliveryParts extends Pick<ServiceParts, "runner" | "clock"> {
  /** Whose entities these are: for the events. */
  readonly tenant: string;
}

/** How often the mean of a region is read for one message while its clusters change. */
const attemptsMax = 4;

/** Delivers the messages that entities send each other by the outbox. */
export class MessageDelivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
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
    let mean: Mean | undefined;
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const received = await this.#receive(row, message, mean);
      if (received === undefined) return this.#drop(row, message);
      const { answer, regionId, clusterIds } = received;
      if (answer.outcome !== "needs-mean") {
        const { source: clusterId, target: region } = row;
        const { tenant } = this.#parts;
        const about = { tenant, region, clusterId, clusterIds, message, answer };
        const events = regionId === undefined ? [] : busEventsOf({ ...about, regionId });
        return { outcome: answer.outcome, events };
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
    return executePlan<Received | undefined>(
      this.#parts.runner,
      [target],
      (scene): PlannedSet<Received | undefined> => {
        const receiver = scene.follow({ id: target, genesisSeq: targetGenesisSeq });
        if (receiver === undefined) return { commands: new Map(), present: () => undefined };
        const { region } = receiver.parts;
        return {
          commands: new Map([[target, command]]),
          present: (answers) => ({
            answer: answers.of(target, "receive"),
            regionId: region?.regionId,
            clusterIds: region?.children.map(({ id }) => id) ?? [],
          }),
        };
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
    return { outcome: "dropped", events: [] };
  }
}

interface Mean {
  readonly vector?: Float32Array;
}

interface Received {
  readonly answer: ReceiveAnswer;
  readonly regionId: string | undefined;
  readonly clusterIds: readonly string[];
}
